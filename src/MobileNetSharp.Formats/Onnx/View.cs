using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>
/// A value of an ONNX file as a way to look at one of our nodes: each ONNX axis after the batch is a product of factors of
/// the node's axes, outer first. Transposing and reshaping only rearrange factors, so a layout costs nothing until an
/// operator needs one that the node does not have.
/// </summary>
/// <param name="Node">The node, <c>(N,H,W,C)</c>.</param>
/// <param name="Axes">ONNX's axes without the batch; an empty one has length 1.</param>
/// <param name="Name">What a node that makes the view real is called.</param>
sealed record View(Node Node, ImmutableArray<ImmutableArray<Factor>> Axes, string Name)
{
    /// <summary>More axes than any network's; they bound what a hostile file can make us build.</summary>
    public const int MaximumRank = 8;

    /// <summary>The axes of images in ONNX, those of TensorFlow, and those of less than an image, batch apart.</summary>
    public static readonly ImmutableArray<Axis> Chw = [Axis.Channels, Axis.Height, Axis.Width];
    public static readonly ImmutableArray<Axis> Hwc = [Axis.Height, Axis.Width, Axis.Channels];
    public static readonly ImmutableArray<Axis> Hc = [Axis.Height, Axis.Channels];
    public static readonly ImmutableArray<Axis> Ch = [Axis.Channels, Axis.Height];
    public static readonly ImmutableArray<Axis> C = [Axis.Channels];

    /// <summary>The layouts that a view of its rank may stand for, the usual one first.</summary>
    public ImmutableArray<ImmutableArray<Axis>> Layouts => Axes.Length switch
    {
        1 => [C],
        2 => [Hc, Ch],
        3 => [Chw, Hwc],
        _ => [],
    };

    /// <summary>The lengths of ONNX's axes, the batch first.</summary>
    public ImmutableArray<int> Dims => [Node.Shape.Batch, .. Axes.Select(Length)];

    /// <summary>The elements of an image in the order of the view's axes.</summary>
    public ImmutableArray<Factor> Order => Merge(Axes.SelectMany(axis => axis));

    /// <summary>A node in a layout.</summary>
    public static View Of(Node node, ImmutableArray<Axis> layout) =>
        new(node, [.. layout.Select(axis => Whole(node, axis))], node.Name);

    /// <summary>The order in which a node's own elements lie.</summary>
    public static ImmutableArray<Factor> Natural(Node node) => Merge(Hwc.SelectMany(axis => Whole(node, axis)));

    /// <summary>All of an axis; nothing where its length is 1.</summary>
    public static ImmutableArray<Factor> Whole(Node node, Axis axis) =>
        Length(node, axis) is var size && size > 1 ? [new Factor(axis, size, 1)] : [];

    public static int Length(ImmutableArray<Factor> axis) => axis.Aggregate(1, (product, factor) => product * factor.Size);

    /// <summary>Another node of the same shape seen the same way.</summary>
    public View With(Node node) => this with { Node = node, Name = node.Name };

    /// <summary>The axes in another order; <paramref name="order"/> does not count the batch.</summary>
    public View Transpose(IEnumerable<int> order, string name) => this with { Axes = [.. order.Select(axis => Axes[axis])], Name = name };

    /// <summary>Other axes (without the batch) over the same elements; null where they would cut across factors.</summary>
    public View? Reshape(ReadOnlySpan<int> lengths, string name)
    {
        var axes = ImmutableArray.CreateBuilder<ImmutableArray<Factor>>();
        var left = new Stack<Factor>(Order.Reverse());
        foreach (var length in lengths)
        {
            var axis = ImmutableArray.CreateBuilder<Factor>();
            for (var open = length; open > 1;)
            {
                if (!left.TryPop(out var factor))
                    return null;
                if (factor.Size > open && factor.Size % open == 0)
                {
                    var inner = factor.Size / open;
                    left.Push(factor with { Size = inner });
                    factor = factor with { Size = open, Stride = factor.Stride * inner };
                }

                if (open % factor.Size != 0)
                    return null;
                axis.Add(factor);
                open /= factor.Size;
            }

            axes.Add(axis.ToImmutable());
        }

        return left.Count == 0 ? new View(Node, axes.ToImmutable(), name) : null;
    }

    /// <summary>Neighbors that are one run of one axis become one factor, so that equal orders are equal lists.</summary>
    public static ImmutableArray<Factor> Merge(IEnumerable<Factor> factors)
    {
        var merged = new List<Factor>();
        foreach (var factor in factors)
        {
            if (merged.Count > 0 && merged[^1] is var outer && outer.Axis == factor.Axis && outer.Stride == factor.Stride * factor.Size)
                merged[^1] = factor with { Size = outer.Size * factor.Size };
            else
                merged.Add(factor);
        }

        return [.. merged];
    }

    static int Length(Node node, Axis axis) => axis switch
    {
        Axis.Height => node.Shape.Height,
        Axis.Width => node.Shape.Width,
        _ => node.Channels,
    };
}
