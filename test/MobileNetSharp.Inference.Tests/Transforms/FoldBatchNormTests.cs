using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference.Tests.Transforms;

public class FoldBatchNormTests
{
    [Fact]
    public void A_folded_network_has_no_batch_normalization_and_the_same_logits()
    {
        var model = TestModels.Of(MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 11 }));
        var folded = FoldBatchNorm.Apply(model);
        Assert.DoesNotContain(folded.Graph.Nodes, node => node.Op is BatchNorm);
        Assert.Equal(folded.Graph.WeightsOf().Select(spec => spec.Name).Order(), folded.Weights.Keys.Order());
        var inputs = TestModels.Inputs(model.Graph);
        TestModels.Close(
            TestModels.Run(model, TestModels.Reference, inputs), TestModels.Run(folded, TestModels.Reference, inputs), 1e-5);
    }

    [Fact]
    public void Scale_and_shift_go_into_kernel_and_bias()
    {
        var g = new GraphBuilder("network", new Dialect("test", true, 0.25));
        g.Output("y", g.BatchNorm("bn", g.Conv2d("conv", g.Input("x", new Shape(1, 1, 1, 1)), 1, kernel: 1, bias: true)));
        var model = TestModels.Of(
            g.Build(), ("conv.weight", [3]), ("conv.bias", [5]), ("bn.weight", [4]), ("bn.bias", [7]), ("bn.running_mean", [1]), ("bn.running_var", [3.75f]));
        var folded = FoldBatchNorm.Apply(model);
        Assert.Equal([6], folded.Weights["conv.weight"].ToFloats());
        Assert.Equal([15], folded.Weights["conv.bias"].ToFloats());
        Assert.Equal("conv", folded.Graph.Outputs[0].Node.Name);
        Assert.Equal([3], model.Weights["conv.weight"].ToFloats());
    }

    [Fact]
    public void Batch_normalization_stays_where_its_input_has_another_reader_or_is_no_convolution()
    {
        var model = TestModels.Of(g =>
        {
            var x = g.Input("x", new Shape(1, 5, 5, 4));
            var twice = g.Conv2d("twice", g.BatchNorm("first", x), 4, kernel: 3);
            var output = g.Conv2d("output", x, 4, kernel: 3);
            g.Output("sum", g.Add("sum", g.BatchNorm("second", twice), twice));
            g.Output("raw", output);
            g.Output("third", g.BatchNorm("third", output));
        });
        var folded = FoldBatchNorm.Apply(model);
        Assert.Equal(model.Graph.ToString(), folded.Graph.ToString());
        var inputs = TestModels.Inputs(model.Graph);
        TestModels.Close(
            TestModels.Run(model, TestModels.Reference, inputs), TestModels.Run(model, TestModels.OneThread, inputs), 1e-5);
    }
}
