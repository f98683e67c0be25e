using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Formats.Darknet;

/// <summary>The graph of a configuration that ends in YOLOv2's region layer, with Darknet's conventions (src/parser.c).</summary>
sealed class DarknetNetwork
{
    const string Supported = "convolutional, maxpool, route, reorg, reorg3d and, as the last, region";

    /// <summary>As in cuDNN.</summary>
    static readonly Dialect Dialect = Dialect.PyTorch;

    readonly GraphBuilder builder = new("darknet", Dialect);
    readonly List<Node> layers = [];
    Node last;

    DarknetNetwork(DarknetSection net, Size? inputSize)
    {
        net.Expect("channels", only: 3, without: 3);
        var size = inputSize ?? new Size(net.Required("height"), net.Required("width"));
        last = builder.Input("input", new Shape(1, size.Height, size.Width, 3));
    }

    /// <summary>The network and its anchors, for images of the size that the configuration or the caller says. Throws <see cref="ModelFormatException"/> with the line.</summary>
    public static (Graph Graph, ImmutableArray<CellAnchor> Anchors) Build(DarknetConfiguration configuration, Size? inputSize)
    {
        var section = configuration.Sections[0];
        try
        {
            var network = new DarknetNetwork(section, inputSize);
            for (var i = 1; i < configuration.Sections.Count - 1; i++)
            {
                section = configuration.Sections[i];
                network.Add(section);
            }

            section = configuration.Sections[^1];
            var anchors = network.Region(section);
            network.builder.Output("detections", network.last);
            return (network.builder.Build(), anchors);
        }
        catch (GraphException e)
        {
            throw section.Fault($"cannot be built: {e.Message.TrimEnd('.')}", e);
        }
    }

    void Add(DarknetSection section)
    {
        var name = FormattableString.Invariant($"layer{layers.Count}");
        last = section.Name switch
        {
            "convolutional" or "conv" => Convolution(section, name),
            "maxpool" or "max" => MaxPool(section, name),
            "route" => Route(section, name),
            "reorg" => Reorganization(section, name),
            "reorg3d" when section.Required("stride") is 2 => builder.SpaceToDepth(name, last, 2),
            _ => throw section.Fault($"is not a layer of YOLOv2 that can be read: {Supported}"),
        };
        layers.Add(last);
    }

    Node Convolution(DarknetSection section, string name)
    {
        foreach (var key in new[] { "binary", "xnor", "flipped", "antialiasing", "deform" })
            section.Expect(key, only: 0, without: 0);
        var (size, stride) = (section.Integer("size", 1, 1), section.Integer("stride", 1, 1));
        var padding = section.Integer("pad", 0) != 0 ? size / 2 : section.Integer("padding", 0);
        var isNormalized = section.Integer("batch_normalize", 0) != 0;
        section.Expect("dilation", only: 1, without: 1);
        var x = builder.Conv2d(
            $"{name}.conv", last, section.Integer("filters", 1, 1), size, stride, groups: section.Integer("groups", 1, 1),
            padding: new Padding(padding, padding, padding, padding), bias: !isNormalized);
        if (isNormalized)
            x = builder.BatchNorm($"{name}.bn", x);
        Activation? activation = section.Text("activation", "logistic") switch
        {
            "linear" => null,
            "leaky" => Activation.LeakyRelu(0.1f),
            "relu" => Activation.Relu,
            "logistic" => Activation.Sigmoid,
            var other => throw section.Fault($"has activation={other}; linear, leaky, relu and logistic can be read"),
        };
        return activation is null ? x : builder.Node($"{name}.{section.Text("activation", "logistic")}", activation, x);
    }

    Node MaxPool(DarknetSection section, string name)
    {
        var stride = section.Integer("stride", 1, 1);
        var size = section.Integer("size", stride, 1);
        var padding = section.Integer("padding", size - 1);
        // Where the window is 2 and the padding 1, this is what SAME means, which other formats can say.
        var (before, after) = (padding / 2, padding - (padding / 2));
        return builder.MaxPool(name, last, size, stride, (size, padding) == (2, 1) ? Padding.Same : new Padding(before, before, after, after));
    }

    Node Route(DarknetSection section, string name)
    {
        Node[] inputs = [.. section.Integers("layers").Select(layer => layer < 0 ? layers.Count + layer : layer)
            .Select(layer => layer >= 0 && layer < layers.Count ? layers[layer] : throw section.Fault($"reads layer {layer}; there are {layers.Count} before it"))];
        section.Expect("groups", only: 1, without: 1);
        return inputs.Length switch
        {
            0 => throw section.Fault("reads no layer"),
            1 => inputs[0],
            _ => builder.Concat(name, Axis.Channels, inputs),
        };
    }

    Node Reorganization(DarknetSection section, string name)
    {
        section.Expect("stride", only: 2, without: 1);
        foreach (var key in new[] { "reverse", "flatten", "extra" })
            section.Expect(key, only: 0, without: 0);
        return Darknet19.Reorganize(builder, name, last);
    }

    ImmutableArray<CellAnchor> Region(DarknetSection section)
    {
        if (section.Name != "region")
            throw section.Fault($"is the last layer; YOLOv2 ends in [region]");
        if (section.Values.ContainsKey("tree"))
            throw section.Fault("has a tree of classes (YOLO9000), which cannot be read");
        section.Expect("coords", only: 4, without: 4);
        section.Expect("softmax", only: 1, without: 0);
        section.Expect("background", only: 0, without: 0);
        var (count, classes, numbers) = (section.Integer("num", 1, 1, 100), section.Integer("classes", 20, 1), section.Numbers("anchors"));
        if (numbers.Length != 2 * count || !numbers.All(number => number is > 0 and < 10_000))
            throw section.Fault($"has {numbers.Length} numbers for its anchors; 2·{count} above 0 are expected");
        if (last.Channels != count * (5 + classes))
            throw section.Fault($"reads {last.Channels} channels; {count} anchors of 5 and {classes} classes have {count * (5 + classes)}");
        return [.. numbers.Chunk(2).Select(pair => new CellAnchor(pair[0], pair[1]))];
    }
}
