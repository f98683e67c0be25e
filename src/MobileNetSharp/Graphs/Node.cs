using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>One operation of a graph, with the nodes that it reads and the shape of its output.</summary>
public sealed class Node
{
    internal Node(string name, Op op, ImmutableArray<Node> inputs, Shape shape, Quantization? quantization) =>
        (Name, Op, Inputs, Shape, Quantization) = (name, op, inputs, shape, quantization);

    /// <summary>Dotted lower-case name, unique in the graph; also the prefix of the weights' names.</summary>
    public string Name { get; }

    /// <summary>What the node does.</summary>
    public Op Op { get; }

    /// <summary>The nodes whose outputs it reads, in the order that <see cref="Op"/> states.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The shape of its output, <c>(N,H,W,C)</c>.</summary>
    public Shape Shape { get; }

    /// <summary>How its output is stored in a quantized model; null for float.</summary>
    public Quantization? Quantization { get; }

    /// <summary>The type in which its output is stored.</summary>
    public ElementType ElementType => Quantization?.Type ?? ElementType.Float32;

    /// <summary>Bytes of its output.</summary>
    public long SizeBytes => Shape.Count * ElementType.SizeBytes();

    /// <summary>Channels of its output.</summary>
    public int Channels => Shape.Channels;

    /// <summary>True for a depthwise convolution: it has several groups, one for each input channel, and <see cref="ChannelMultiplier"/> outputs of each.</summary>
    public bool IsDepthwise => Op is Conv2d { Groups: > 1 } conv && conv.Groups == Inputs[0].Channels;

    /// <summary>True for a pointwise convolution: 1×1 over all channels, from every pixel to the pixel in its place.</summary>
    public bool IsPointwise =>
        Op is Conv2d { Groups: 1 } conv && conv.Kernel == 1 && conv.Stride == 1 && Shape.Size == Inputs[0].Shape.Size;

    /// <summary>Output channels for each input channel of a depthwise convolution, 1 in the paper's networks; 0 for other nodes.</summary>
    public int ChannelMultiplier => IsDepthwise ? Channels / Inputs[0].Channels : 0;

    /// <summary>One line: <c>block1.expand.conv: Conv2d 1x1 -> 96 (block0.project.bn) 1x112x112x96</c>.</summary>
    public override string ToString()
    {
        var inputs = string.Join(", ", Inputs.Select(input => input.Name));
        var quantization = Quantization is null ? "" : $" {Quantization.Type}";
        return $"{Name}: {Op}{(inputs.Length > 0 ? $" ({inputs})" : "")} -> {Shape}{quantization}";
    }
}
