using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx;

/// <content>Views: what only moves elements, and how a view becomes a node where an operator needs one.</content>
sealed partial class OnnxImport
{
    readonly Dictionary<(View View, ImmutableArray<Axis> Layout), Node> real = [];

    View Transpose(OnnxNode node)
    {
        var x = X(node);
        var rank = x.Axes.Length + 1;
        var order = node.Integers("perm") ?? [.. Enumerable.Range(0, rank).Reverse().Select(axis => (long)axis)];
        if (order.Length != rank || !order.Order().SequenceEqual(Enumerable.Range(0, rank).Select(axis => (long)axis)) || order[0] != 0)
            throw node.Fault($"the order [{string.Join(", ", order)}] is not supported");
        return x.Transpose(order.Skip(1).Select(axis => (int)axis - 1), node.Name);
    }

    View Flatten(OnnxNode node)
    {
        var x = X(node);
        if (node.Integer("axis", 1) is var axis && axis != 1 && axis != -x.Axes.Length)
            throw node.Fault($"axis {axis} is not supported");
        return Reshape(node, [x.Node.Shape.Batch, (int)x.Node.Shape.CountPerImage]);
    }

    View Reshape(OnnxNode node, ImmutableArray<int> dims)
    {
        var x = X(node);
        if (dims.IsEmpty || dims[0] != x.Node.Shape.Batch || dims.Length > View.MaximumRank)
            throw node.Fault($"[{string.Join(", ", x.Dims)}] to [{string.Join(", ", dims)}] does not keep the batch as the first axis");
        var lengths = dims.AsSpan()[1..];
        if (x.Reshape(lengths, node.Name) is { } view)
            return view;

        var layout = lengths.Length switch { 1 => View.C, 2 => View.Hc, 3 => View.Hwc, _ => [] };
        if (layout.IsEmpty || !x.Order.SequenceEqual(View.Natural(x.Node)))
            throw node.Fault($"[{string.Join(", ", x.Dims)}] to [{string.Join(", ", dims)}] is not supported");
        Span<int> size = [1, 1, 1];
        for (var i = 0; i < layout.Length; i++)
            size[(int)layout[i] - 1] = lengths[i];
        return View.Of(builder.Reshape(Unique(node.Name), x.Node, size[0], size[1], size[2]), layout);
    }

    /// <summary>The view as a node in one of the layouts, the first that needs no moving of elements or else the first that can be had.</summary>
    Node As(OnnxNode node, View view, params ReadOnlySpan<ImmutableArray<Axis>> layouts)
    {
        foreach (var layout in layouts)
        {
            if (TryAs(view, layout, mayMove: true) is { } found)
                return found;
        }

        throw node.Fault($"its input [{string.Join(", ", view.Dims)}] comes in an order of elements that is not supported");
    }

    Node Any(View view)
    {
        var candidates = view.Layouts;
        foreach (var mayMove in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var layout in candidates)
            {
                if (TryAs(view, layout, mayMove) is { } node)
                    return node;
            }
        }

        throw new ModelFormatException($"The output '{view.Name}' comes in an order of elements that is not supported.");
    }

    /// <summary>All views in one layout; null where they have none in common.</summary>
    (Node[] Nodes, ImmutableArray<Axis> Layout)? TryAll(View[] views)
    {
        foreach (var mayMove in (ReadOnlySpan<bool>)[false, true])
        {
            foreach (var layout in views[0].Layouts)
            {
                Node[] nodes = [.. views.Select(view => TryAs(view, layout, mayMove)).OfType<Node>()];
                if (nodes.Length == views.Length)
                    return (nodes, layout);
            }
        }

        return null;
    }

    /// <summary>The view as a node whose axes are those of a layout: the node itself, reshaped, or its channels shuffled.</summary>
    Node? TryAs(View view, ImmutableArray<Axis> layout, bool mayMove)
    {
        if (view.Axes.Length != layout.Length)
            return null;
        if (real.TryGetValue((view, layout), out var known))
            return known;
        var axes = View.Hwc.Select(axis => layout.IndexOf(axis) is var i && i >= 0 ? view.Axes[i] : []).ToArray();
        var shape = new Shape(view.Node.Shape.Batch, View.Length(axes[0]), View.Length(axes[1]), View.Length(axes[2]));
        var order = View.Merge(axes.SelectMany(axis => axis));
        var natural = View.Natural(view.Node);
        if (order.SequenceEqual(natural))
        {
            if (shape == view.Node.Shape)
                return view.Node;
            return mayMove ? real[(view, layout)] = builder.Reshape(Unique(view.Name), view.Node, shape.Height, shape.Width, shape.Channels) : null;
        }

        if (mayMove && shape == view.Node.Shape && Shuffled(order, natural) is { } groups)
            return real[(view, layout)] = builder.ChannelShuffle(Unique(view.Name), view.Node, groups);
        return null;
    }

    /// <summary>The groups, where the order is the natural one but for channels that come as (C/groups, groups) instead of (groups, C/groups).</summary>
    static int? Shuffled(ImmutableArray<Factor> order, ImmutableArray<Factor> natural)
    {
        if (order.Length != natural.Length + 1 || !order[..^2].SequenceEqual(natural[..^1]))
            return null;
        var (outer, inner) = (order[^2], order[^1]);
        return outer is { Axis: Axis.Channels, Stride: 1 } && inner.Axis == Axis.Channels && inner.Stride == outer.Size ? inner.Size : null;
    }
}
