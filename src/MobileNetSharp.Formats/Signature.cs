using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Formats;

/// <summary>
/// Recognizes published networks in foreign files, whose names and foldings are their framework's, by the sequence of
/// convolutions and linear layers.
/// </summary>
static class Signature
{
    /// <summary>The published widths of TF-slim, torchvision and timm.</summary>
    public static readonly double[] WidthsV2 = [1, 1.4, 1.3, 0.75, 0.5, 0.35], WidthsV1 = [1, 0.75, 0.5, 0.25];

    /// <summary>Google's deeplab (g3doc/model_zoo.md).</summary>
    static readonly double[] WidthsDeepLab = [1, 0.5];

    /// <summary>A layer with weights; stride and dilation are 1 for a linear layer.</summary>
    readonly record struct Layer(int Outputs, int InputsPerGroup, Size Kernel, int Groups, Size Stride, Size Dilation);

    /// <summary>MobileNetV1 or V2 at a published width.</summary>
    public static bool IsClassifier(Graph graph)
    {
        var layers = LayersOf(graph.Nodes).ToImmutableArray();
        if (layers.IsEmpty)
            return false;
        var classes = layers[^1].Outputs;
        return WidthsV2.Select(width => MobileNetV2.Build(new() { WidthMultiplier = width, Classes = classes }))
            .Concat(WidthsV1.Select(width => MobileNetV1.Build(new() { WidthMultiplier = width, Classes = classes })))
            .Any(known => LayersOf(known.Nodes).SequenceEqual(layers));
    }

    /// <summary>DeepLabv3's MobileNetV2 features at a published width, then a head with an output for each pixel; strides may have become dilations.</summary>
    public static bool IsDeepLab(Graph graph)
    {
        if (graph.Inputs is not [var input] || graph.Outputs is not [var output] || output.Node.Shape.Size != input.Shape.Size)
            return false;
        var layers = Undilated(graph.Nodes);
        return WidthsDeepLab.Select(width => new MobileNetV2Options { WidthMultiplier = width, ChannelDivisor = 1 })
            .Select(backbone => Undilated(DeepLabV3.Build(new() { Backbone = backbone }).Nodes.Where(node => !DeepLabV3.IsHead(node))))
            .Any(features => layers.Length > features.Length && layers.AsSpan().StartsWith(features.AsSpan()));
    }

    /// <summary>Whether every convolution of stride 2 pads as TensorFlow does (true) or as PyTorch does (false); null where they disagree or there are none.</summary>
    public static bool? PadsSame(Graph graph)
    {
        bool? all = null;
        foreach (var node in graph.Nodes)
        {
            if (node.Op is not Conv2d { Stride.Height: 2, Kernel.Height: > 1 } conv)
                continue;
            var same = conv.Padding.IsSame || IsAsymmetric(node, conv);
            if (all is not null && all != same)
                return null;
            all = same;
        }

        return all;
    }

    static bool IsAsymmetric(Node node, Conv2d conv)
    {
        var (vertical, horizontal) = (conv.Padding.Bottom - conv.Padding.Top, conv.Padding.Right - conv.Padding.Left);
        if (node.Inputs[0].Op is Pad { Padding: var before })
            (vertical, horizontal) = (vertical + before.Bottom - before.Top, horizontal + before.Right - before.Left);
        return vertical == 1 && horizontal == 1;
    }

    static ImmutableArray<Layer> Undilated(IEnumerable<Node> nodes) =>
        [.. LayersOf(nodes).Select(layer => layer with { Stride = 1, Dilation = 1 })];

    static IEnumerable<Layer> LayersOf(IEnumerable<Node> nodes)
    {
        foreach (var node in nodes)
        {
            if (node.Op is Conv2d conv)
                yield return new(conv.Channels, node.Inputs[0].Channels / conv.Groups, conv.Kernel, conv.Groups, conv.Stride, conv.Dilation);
            else if (node.Op is Linear linear)
                yield return new(linear.Channels, node.Inputs[0].Channels, 1, 1, 1, 1);
        }
    }
}
