using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests.Kernels.Ops;

public class OpKernelTests
{
    public static TheoryData<string, string> OpsAndWidths()
    {
        var data = new TheoryData<string, string>();
        foreach (var op in EveryOp.Samples.Keys)
        {
            foreach (var width in VectorWidths.Accelerated)
                data.Add(op, VectorWidths.NameOf(width));
        }

        return data;
    }

    [Theory, MemberData(nameof(OpsAndWidths))]
    public void Every_op_gives_what_the_reference_gives(string op, string width)
    {
        var model = TestModels.Of(EveryOp.Samples[op]);
        var inputs = TestModels.Inputs(model.Graph);
        var expected = TestModels.Run(model, TestModels.Reference, inputs);
        foreach (var threads in (int[])[1, 3])
        {
            TestModels.Close(expected, TestModels.Run(model, width, threads, inputs), 1e-6);
            TestModels.Close(expected, GuardedRun.Outputs(model, VectorWidths.Choose(width), threads, inputs), 1e-6);
        }
    }
}
