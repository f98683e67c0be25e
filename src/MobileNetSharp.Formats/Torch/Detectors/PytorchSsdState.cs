using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch.Detectors;

/// <summary>
/// State dicts of pytorch-ssd's detectors (<see cref="PytorchSsd"/>) on MobileNetV1 (mb1-ssd, mb1-ssd-lite) and V2 (mb2-ssd-lite), of any
/// width: vision/ssd/mobilenetv1_ssd.py, mobilenetv1_ssd_lite.py, mobilenet_v2_ssd_lite.py. Channels are those of the kernels.
/// </summary>
static class PytorchSsdState
{
    const int Extras = 4, InputSize = 300, Anchors = 6;

    /// <summary>The strides of the layers after the stem.</summary>
    static readonly int[] StridesV1 = [1, 2, 1, 2, 1, 2, 1, 1, 1, 1, 1, 2, 1], StridesV2 = [1, 2, 1, 2, 1, 1, 2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1];

    public static Model Read(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var layers = new NamedLayers(new GraphBuilder("pytorch_ssd", Dialect.PyTorch), tensors);
        var image = layers.Builder.Input("input", new Shape(1, InputSize, InputSize, 3));
        var (fine, coarse) = layers.Has("base_net.1.conv.0") && layers.Has("base_net.18.0") ? V2(layers, image)
            : layers.Has("base_net.1.3") && layers.Has("base_net.13.3") ? V1(layers, image)
            : throw TorchDetectors.Unread("a detector of pytorch-ssd or made from it, on another backbone than MobileNetV1 or V2");
        var maps = new List<Node> { fine, coarse };
        for (var i = 0; i < Extras; i++)
            maps.Add(Extra(layers, $"extras.{i}", maps[^1]));
        foreach (var (i, map) in maps.Index())
        {
            layers.Builder.Output($"boxes{i}", Predictor(layers, $"{PytorchSsd.Boxes}{i}", map, 4 * Anchors));
            layers.Builder.Output($"classes{i}", Predictor(layers, $"{PytorchSsd.Scores}{i}", map, null));
        }

        var graph = layers.Builder.Build();
        CheckAllUsed(graph, tensors);
        return new Model(graph, new WeightSet(tensors), new()
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.AddRange(maps.SelectMany((_, i) => new[]
            {
                KeyValuePair.Create($"boxes{i}", OutputKind.Boxes), KeyValuePair.Create($"classes{i}", OutputKind.Logits),
            })),
            BoxDecoding = PytorchSsd.Decoding([.. maps.Select(map => map.Shape.Size)], InputSize),
            Preprocessing = PytorchSsd.Preprocessing,
        });
    }

    /// <summary>The map after twelve layers, stride 16, and the last, stride 32 (mobilenet.py).</summary>
    static (Node Fine, Node Coarse) V1(NamedLayers layers, Node image)
    {
        const int fineLayer = 11;
        var x = layers.Activated("base_net.0", 0, image, Activation.Relu, stride: 2);
        Node? fine = null;
        foreach (var (i, stride) in StridesV1.Index())
        {
            x = layers.Activated($"base_net.{i + 1}", 0, x, Activation.Relu, stride);
            x = layers.Activated($"base_net.{i + 1}", 3, x, Activation.Relu);
            if (i + 1 == fineLayer)
                fine = x;
        }

        return (fine!, x);
    }

    /// <summary>The expansion of the block with the last stride, and the last layer (mobilenet_v2.py).</summary>
    static (Node Fine, Node Coarse) V2(NamedLayers layers, Node image)
    {
        const int fineLayer = 14;
        var x = layers.Activated("base_net.0", 0, image, Activation.Relu6, stride: 2);
        Node? fine = null;
        foreach (var (i, stride) in StridesV2.Index())
        {
            var (block, expansion) = Bottleneck(layers, $"base_net.{i + 1}", x, stride, expands: i > 0);
            if (i + 1 == fineLayer)
                fine = expansion;
            x = block;
        }

        return (fine!, layers.Activated($"base_net.{StridesV2.Length + 1}", 0, x, Activation.Relu6));
    }

    static (Node Block, Node Expansion) Bottleneck(NamedLayers layers, string name, Node x, int stride, bool expands = true)
    {
        var expansion = expands ? layers.Activated($"{name}.conv", 0, x, Activation.Relu6) : x;
        var start = expands ? 3 : 0;
        var y = layers.Activated($"{name}.conv", start, expansion, Activation.Relu6, stride);
        y = layers.Normalized($"{name}.conv", start + 3, y);
        return (stride == 1 && y.Channels == x.Channels ? layers.Builder.Add($"{name}.add", x, y) : y, expansion);
    }

    /// <summary>V2's is an inverted residual; V1's a 1×1 convolution and a larger one, which is separable in SSDLite and then without ReLU.</summary>
    static Node Extra(NamedLayers layers, string name, Node x)
    {
        if (layers.Has($"{name}.conv.0"))
            return Bottleneck(layers, name, x, stride: 2).Block;
        x = layers.ConvolutionRelu($"{name}.0", x);
        return layers.Has($"{name}.2.0")
            ? layers.Convolution($"{name}.2.2", layers.ConvolutionRelu($"{name}.2.0", x, stride: 2))
            : layers.ConvolutionRelu($"{name}.2", x, stride: 2);
    }

    /// <summary>Convolutions alone, or after a depthwise one with ReLU (V1), or with batch normalization and ReLU6 (V2).</summary>
    static Node Predictor(NamedLayers layers, string name, Node map, int? channels)
    {
        var last = layers.Has(name) ? name : layers.Has($"{name}.3") ? $"{name}.3" : $"{name}.2";
        var x = layers.Convolution(last, last == name ? map : last.EndsWith(".3", StringComparison.Ordinal)
            ? layers.Activated(name, 0, map, Activation.Relu6)
            : layers.ConvolutionRelu($"{name}.0", map));
        return x.Channels == (channels ?? x.Channels) && x.Channels % Anchors == 0
            ? x
            : throw layers.Misfit(last, $"{(channels is null ? "the scores" : "the boxes")} of {Anchors} anchors");
    }

    static void CheckAllUsed(Graph graph, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var used = graph.WeightsOf().Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        if (tensors.Keys.FirstOrDefault(name => !used.Contains(name)) is { } other)
            throw TorchDetectors.Unread($"a detector made from pytorch-ssd with another network: '{other}' is none of its layers");
    }
}
