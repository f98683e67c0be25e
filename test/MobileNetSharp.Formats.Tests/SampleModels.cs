using System.Runtime.InteropServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Tests;

/// <summary>Small models that have a bit of everything a format must keep.</summary>
static class SampleModels
{
    /// <summary>A float classifier of five classes with batch normalization, a card, and a weight of each float type.</summary>
    public static Model Float()
    {
        var g = new GraphBuilder("sample", Dialect.PyTorch);
        var x = g.ConvBnRelu6("stem", g.Input("input", new Shape(1, 8, 8, 3)), 4, kernel: 3, stride: 2);
        var y = g.ConvBnRelu6("depthwise", x, 4, kernel: 3, groups: 4);
        g.Output("logits", g.Linear("classifier", g.GlobalAveragePool("pool", y), 5));
        var graph = g.Build();
        var tensors = Weights(graph);
        var bias = tensors["classifier.bias"];
        tensors["classifier.bias"] = new(ElementType.Float16, bias.Shape, MemoryMarshal.AsBytes<Half>([.. bias.ToFloats().Select(value => (Half)value)]).ToArray());
        tensors["stem.bn.bias"] = new(ElementType.BFloat16, tensors["stem.bn.bias"].Shape, new byte[] { 0, 63, 1, 64, 2, 192, 128, 127 });
        return new Model(graph, new WeightSet(tensors), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["apple", "Birne", "citron \"é\"", "蘋果", "<e>"],
            Preprocessing = Preprocessing.TorchVision(232),
            Provenance = new Provenance { Source = "a test" },
        });
    }

    /// <summary>A convolution with int8 weights per channel, int32 bias and uint8 edges.</summary>
    public static Model Quantized()
    {
        var g = new GraphBuilder("quantized");
        var x = g.Node("input", new Input(new Shape(1, 4, 4, 2)), [], Quantization.PerTensor(ElementType.UInt8, 1 / 127.5f, 127));
        var conv = new Conv2d(3, 1, 1, 1, 1, Padding.Same, HasBias: true);
        g.Output("features", g.Node("conv", conv, [x], Quantization.PerTensor(ElementType.UInt8, 6 / 255f, 0)));
        float[] scales = [0.1f, 1e-9f, 3.4028235e38f];
        return new Model(g.Build(), new WeightSet(new Dictionary<string, Tensor>
        {
            ["conv.weight"] = new(ElementType.Int8, [3, 2, 1, 1], new byte[] { 1, 2, 128, 127, 0, 255 }, new(ElementType.Int8, [.. scales], [0, 0, 0], 0)),
            ["conv.bias"] = Tensor.FromInt32([3], [1, int.MinValue, int.MaxValue], new(ElementType.Int32, [0.25f, 0.5f, 0.125f], [0, 0, 0], 0)),
        }), ModelCard.Empty);
    }

    /// <summary>Random weights for a graph, counters as int64.</summary>
    public static Dictionary<string, Tensor> Weights(Graph graph, int seed = 1)
    {
        var random = new Random(seed);
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var spec in graph.WeightsOf())
        {
            float[] values = [.. Enumerable.Range(0, (int)spec.Count).Select(_ => random.NextSingle() + 0.5f)];
            tensors.Add(spec.Name, spec.Role == WeightRole.BatchNormCounter ? Tensor.FromInt64([], [1L << 40]) : Tensor.FromFloats(spec.Shape, values));
        }

        return tensors;
    }

    /// <summary>The model in a format, as bytes.</summary>
    public static byte[] Bytes(this Model model, ModelFormat format)
    {
        using var stream = new MemoryStream();
        ModelFile.Save(model, stream, format);
        return stream.ToArray();
    }

    /// <summary>Every byte of the weights is the same, as are types, shapes and quantization.</summary>
    public static void AssertSameWeights(Model expected, Model found)
    {
        Assert.Equal(expected.Weights.Keys.Order(StringComparer.Ordinal), found.Weights.Keys.Order(StringComparer.Ordinal));
        foreach (var (name, tensor) in expected.Weights)
        {
            Assert.Equal(tensor.Type, found.Weights[name].Type);
            Assert.Equal(tensor.Shape.AsEnumerable(), found.Weights[name].Shape);
            Assert.Equal(tensor.Quantization, found.Weights[name].Quantization);
            Assert.True(tensor.Bytes.Span.SequenceEqual(found.Weights[name].Bytes.Span), name);
        }
    }
}
