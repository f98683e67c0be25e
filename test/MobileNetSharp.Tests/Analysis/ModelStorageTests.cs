using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Analysis;

/// <summary>What a model's numbers are stored in.</summary>
public class ModelStorageTests
{
    [Fact]
    public void Types_and_quantization_are_counted_by_elements()
    {
        var builder = new GraphBuilder("net");
        var x = builder.Input("input", new Shape(1, 4, 4, 3));
        builder.Output("out", builder.Conv2d("conv", x, 5, kernel: 1, bias: true));
        var graph = builder.Build();
        var perChannel = new Quantization(ElementType.Int8, [1, 1, 1, 1, 1], [0, 0, 0, 0, 0], Axis: 0);
        var model = new Model(
            graph,
            new WeightSet(new Dictionary<string, Tensor>
            {
                ["conv.weight"] = new(ElementType.Int8, [5, 3, 1, 1], new byte[15], perChannel),
                ["conv.bias"] = Tensor.FromFloats([5], new float[5]),
            }),
            ModelCard.Empty);
        var storage = ModelStorage.FromModel(model);
        Assert.Equal(
            [new StoredWeights(ElementType.Int8, QuantizationKind.PerChannel, 15, 15), new StoredWeights(ElementType.Float32, QuantizationKind.None, 5, 20)],
            storage.Weights);
        Assert.True(storage.IsQuantized);
        Assert.Empty(storage.ActivationTypes);
    }
}
