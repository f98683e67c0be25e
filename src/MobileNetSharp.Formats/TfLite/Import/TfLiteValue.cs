using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>
/// A tensor of the file that is computed: one of our nodes, and which of the node's axes each of the tensor's axes is. A
/// transposition only changes that, so that the ones around a network of PyTorch's cost nothing. An axis that is none of the
/// node's (null) has length 1, as have those of the node that the tensor lacks.
/// </summary>
sealed record TfLiteValue(Node Node, ImmutableArray<Axis?> Axes)
{
    /// <summary>PyTorch's order of an image's axes.</summary>
    public static readonly ImmutableArray<Axis?> ChannelsFirst = [Axis.Batch, Axis.Channels, Axis.Height, Axis.Width];

    /// <summary>The lengths of the tensor's axes.</summary>
    public ImmutableArray<int> Shape => [.. Axes.Select(Length)];

    /// <summary>The node's axes in the tensor's order, without the batch and those of length 1.</summary>
    public ImmutableArray<Axis> Order => [.. Axes.Where(axis => axis is not (null or Axis.Batch) && Length(axis) > 1).Select(axis => axis!.Value)];

    /// <summary>Whether the tensor's elements lie in the node's order.</summary>
    public bool IsInOrder => Order.SequenceEqual(Order.Order());

    /// <summary>The axes that an output of three or four keeps in other files; null where no layout says them.</summary>
    public TensorLayout? Layout
    {
        get
        {
            foreach (var layout in (ReadOnlySpan<TensorLayout>)[TensorLayout.Nhwc, TensorLayout.Nchw, TensorLayout.Nhc, TensorLayout.Nch])
            {
                var axes = layout.Axes();
                if (axes.Length == Axes.Length && layout.Fits(Node.Shape) && axes.Zip(Axes).All(pair => pair.First == pair.Second || (Length(pair.First) == 1 && Length(pair.Second) == 1)))
                    return layout;
            }

            return null;
        }
    }

    /// <summary>A node under the axes that a tensor of that rank has.</summary>
    public static TfLiteValue FromNode(Node node, int rank) => new(node, TfLiteShapes.Axes(rank));

    /// <summary>A node that an operator yields, under the axes of its output.</summary>
    public static TfLiteValue FromNode(Node node, TfLiteOperation op) => FromNode(node, op.Output.Shape.Length is var rank and > 0 ? rank : 4);

    /// <summary>Another node of the same shape under the same axes.</summary>
    public TfLiteValue With(Node node) => this with { Node = node };

    /// <summary>Other axes over the same elements, where only axes of length 1 come and go; else null.</summary>
    public TfLiteValue? WithShape(ReadOnlySpan<int> lengths)
    {
        var left = new Queue<Axis?>(Axes.Where(axis => Length(axis) > 1));
        var axes = ImmutableArray.CreateBuilder<Axis?>(lengths.Length);
        for (var i = 0; i < lengths.Length; i++)
        {
            if (lengths[i] == 1)
                axes.Add(i == 0 && Node.Shape.Batch == 1 ? Axis.Batch : null);
            else if (left.TryDequeue(out var axis) && Length(axis) == lengths[i])
                axes.Add(axis);
            else
                return null;
        }

        return left.Count == 0 ? new(Node, axes.MoveToImmutable()) : null;
    }

    public int Length(Axis? axis) => axis switch
    {
        Axis.Batch => Node.Shape.Batch,
        Axis.Height => Node.Shape.Height,
        Axis.Width => Node.Shape.Width,
        Axis.Channels => Node.Channels,
        _ => 1,
    };
}
