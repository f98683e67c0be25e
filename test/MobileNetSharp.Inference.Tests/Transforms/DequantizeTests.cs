using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests.Transforms;

public class DequantizeTests
{
    static readonly Quantization ZeroToSix = Quantization.PerTensor(ElementType.UInt8, 6f / 255, 0);
    static readonly Quantization Signed = Quantization.PerTensor(ElementType.UInt8, 0.5f, 128);

    /// <summary>A 1×1 convolution with weights of 2 and −3 for its two channels, and its edge quantized as given.</summary>
    static Model Of(Quantization edge, Func<GraphBuilder, Node, Node>? then = null)
    {
        var g = new GraphBuilder("quantized");
        var conv = g.Node("conv", new Conv2d(2, 1, 1, 1, 1, Padding.None, false), [g.Input("x", new Shape(1, 1, 1, 1))], edge);
        g.Output("y", then?.Invoke(g, conv) ?? conv);
        var perChannel = new Quantization(ElementType.Int8, [0.5f, 1.5f], [0, 1], Axis: 0);
        var weight = new Tensor(ElementType.Int8, [2, 1, 1, 1], new byte[] { 4, unchecked((byte)-1) }, perChannel);
        return new Model(g.Build(), new WeightSet([KeyValuePair.Create("conv.weight", weight)]), ModelCard.Empty);
    }

    [Fact]
    public void Weights_become_the_numbers_that_the_integers_stand_for()
    {
        var model = Dequantize.ToFloat(Of(Signed));
        Assert.Equal([2, -3], model.Weights["conv.weight"].ToFloats());
        Assert.False(Dequantize.IsQuantized(model));
    }

    [Theory]
    [InlineData(EngineKind.Fast)]
    [InlineData(EngineKind.Reference)]
    public void A_convolution_without_activation_is_clamped_to_a_range_that_starts_at_zero(EngineKind kind)
    {
        var options = new EngineOptions { Kind = kind };
        Assert.Equal([6f, 0], TestModels.Run(Of(ZeroToSix), options, [10f])[0]);
        Assert.Equal([0f, 3], TestModels.Run(Of(ZeroToSix), options, [-1f])[0]);
        Assert.Equal([20f, -30], TestModels.Run(Of(Signed), options, [10f])[0]);
    }

    [Fact]
    public void A_convolution_with_an_activation_gets_no_second_one()
    {
        var model = Dequantize.ToFloat(Of(ZeroToSix, (g, conv) => g.Relu6("relu6", conv)));
        Assert.Equal(["x", "conv", "relu6"], model.Graph.Nodes.Select(node => node.Name));
    }

    [Fact]
    public void A_float_model_is_not_quantized() => Assert.False(Dequantize.IsQuantized(
        TestModels.Of(g => g.Output("y", g.Conv2d("conv", g.Input("x", new Shape(1, 2, 2, 1)), 1, kernel: 1)))));
}
