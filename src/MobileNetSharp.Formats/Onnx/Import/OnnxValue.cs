using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>
/// A value of an ONNX file: one of our nodes under the axes that ONNX gives it. Each ONNX axis after the batch is a product of
/// sub-axes of the node's axes, outer first. Transposing and reshaping only rearrange sub-axes, so a layout costs nothing until
/// an operator needs one that the node does not have.
/// </summary>
/// <param name="Node">The node, <c>(N,H,W,C)</c>.</param>
/// <param name="Axes">ONNX's axes without the batch; an empty one has length 1.</param>
/// <param name="Name">The name of a node that is added to bring the value into a layout.</param>
sealed record OnnxValue(Node Node, ImmutableArray<ImmutableArray<SubAxis>> Axes, string Name)
{
    /// <summary>More axes than any network has; the limit bounds what a hostile file can make us build.</summary>
    public const int MaximumRank = 8;

    /// <summary>The layouts that a value of its rank may have, the usual one first.</summary>
    public ImmutableArray<ImmutableArray<Axis>> PossibleLayouts => Axes.Length switch
    {
        1 => [Layouts.C],
        2 => [Layouts.Hc, Layouts.Ch],
        3 => [Layouts.Chw, Layouts.Hwc],
        _ => [],
    };

    /// <summary>The lengths of ONNX's axes, the batch first.</summary>
    public ImmutableArray<int> Dims => [Node.Shape.Batch, .. Axes.Select(Length)];

    /// <summary>The order of an image's elements under ONNX's axes.</summary>
    public ImmutableArray<SubAxis> ElementOrder => Coalesce(Axes.SelectMany(axis => axis));

    /// <summary>A node under a layout.</summary>
    public static OnnxValue FromNode(Node node, ImmutableArray<Axis> layout) =>
        new(node, [.. layout.Select(axis => FullAxis(node, axis))], node.Name);

    /// <summary>The order of a node's own elements, (H,W,C).</summary>
    public static ImmutableArray<SubAxis> RowMajor(Node node) => Coalesce(Layouts.Hwc.SelectMany(axis => FullAxis(node, axis)));

    /// <summary>All of an axis; nothing where its length is 1.</summary>
    public static ImmutableArray<SubAxis> FullAxis(Node node, Axis axis) =>
        Length(node, axis) is var size && size > 1 ? [new SubAxis(axis, size, 1)] : [];

    public static int Length(ImmutableArray<SubAxis> axis) => axis.Aggregate(1, (product, part) => product * part.Size);

    /// <summary>Another node of the same shape under the same axes.</summary>
    public OnnxValue With(Node node) => this with { Node = node, Name = node.Name };

    /// <summary>The axes in another order; <paramref name="order"/> does not count the batch.</summary>
    public OnnxValue Transpose(IEnumerable<int> order, string name) => this with { Axes = [.. order.Select(axis => Axes[axis])], Name = name };

    /// <summary>Other axes (without the batch) over the same elements; null where they would cut across sub-axes.</summary>
    public OnnxValue? Reshape(ReadOnlySpan<int> lengths, string name)
    {
        var axes = ImmutableArray.CreateBuilder<ImmutableArray<SubAxis>>();
        var left = new Stack<SubAxis>(ElementOrder.Reverse());
        foreach (var length in lengths)
        {
            var axis = ImmutableArray.CreateBuilder<SubAxis>();
            for (var open = length; open > 1;)
            {
                if (!left.TryPop(out var part))
                    return null;
                if (part.Size > open && part.Size % open == 0)
                {
                    var inner = part.Size / open;
                    left.Push(part with { Size = inner });
                    part = part with { Size = open, Stride = part.Stride * inner };
                }

                if (open % part.Size != 0)
                    return null;
                axis.Add(part);
                open /= part.Size;
            }

            axes.Add(axis.ToImmutable());
        }

        return left.Count == 0 ? new OnnxValue(Node, axes.ToImmutable(), name) : null;
    }

    /// <summary>Joins neighbors that are one run of one axis, so that equal orders are equal lists.</summary>
    public static ImmutableArray<SubAxis> Coalesce(IEnumerable<SubAxis> parts)
    {
        var joined = new List<SubAxis>();
        foreach (var part in parts)
        {
            if (joined.Count > 0 && joined[^1] is var outer && outer.Axis == part.Axis && outer.Stride == part.Stride * part.Size)
                joined[^1] = part with { Size = outer.Size * part.Size };
            else
                joined.Add(part);
        }

        return [.. joined];
    }

    static int Length(Node node, Axis axis) => axis switch
    {
        Axis.Height => node.Shape.Height,
        Axis.Width => node.Shape.Width,
        _ => node.Channels,
    };
}

/// <summary>A part of an axis of one of our nodes: <paramref name="Size"/> indices, <paramref name="Stride"/> apart.</summary>
readonly record struct SubAxis(Axis Axis, int Size, int Stride);

/// <summary>Which of our axes ONNX's are, without the batch: those of images in ONNX and in TensorFlow, and those of less than an image.</summary>
static class Layouts
{
    public static readonly ImmutableArray<Axis> Chw = [Axis.Channels, Axis.Height, Axis.Width];
    public static readonly ImmutableArray<Axis> Hwc = [Axis.Height, Axis.Width, Axis.Channels];
    public static readonly ImmutableArray<Axis> Hc = [Axis.Height, Axis.Channels];
    public static readonly ImmutableArray<Axis> Ch = [Axis.Channels, Axis.Height];
    public static readonly ImmutableArray<Axis> C = [Axis.Channels];

    /// <summary>The axes that an output keeps in other files; null where any file would give it the same.</summary>
    public static TensorLayout? OfOutput(ImmutableArray<Axis> layout) =>
        layout.SequenceEqual(C) ? null : Enum.GetValues<TensorLayout>().First(known => known.Axes().Skip(1).SequenceEqual(layout));
}
