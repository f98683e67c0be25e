using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Joins values along an axis: each input comes in runs of everything from that axis inwards.</summary>
sealed unsafe class ConcatKernel(Step step, Axis axis) : Kernel
{
    public override void Run(float** inputs, float* output)
    {
        var outputRun = Run(step.Node.Shape);
        var start = 0L;
        for (var i = 0; i < step.Node.Inputs.Length; i++)
        {
            var shape = step.Node.Inputs[i].Shape;
            var run = Run(shape);
            for (long from = 0, to = start; from < shape.Count; from += run, to += outputRun)
                System.Buffer.MemoryCopy(inputs[i] + from, output + to, run * sizeof(float), run * sizeof(float));
            start += run;
        }
    }

    long Run(Shape shape) => axis switch
    {
        Axis.Height => shape.CountPerImage,
        Axis.Width => (long)shape.Width * shape.Channels,
        _ => shape.Channels,
    };
}
