using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Operators that rearrange or join values: Transpose, Flatten, Reshape, Concat.</summary>
static class LayoutOperators
{
    public static OnnxValue Transpose(OnnxImportContext context, OnnxNode node)
    {
        var x = context.Value(node);
        var order = OnnxFolding.TransposeOrder(node, x.Axes.Length + 1);
        return order[0] == 0
            ? x.Transpose(order.Skip(1).Select(axis => axis - 1), node.Name)
            : throw node.Fault($"the order [{string.Join(", ", order)}] moves the batch, which is not supported");
    }

    public static OnnxValue Flatten(OnnxImportContext context, OnnxNode node)
    {
        var x = context.Value(node);
        if (node.Integer("axis", 1) is var axis && axis != 1 && axis != -x.Axes.Length)
            throw node.Fault($"axis {axis} is not supported");
        return Reshape(context, node, [x.Node.Shape.Batch, (int)x.Node.Shape.CountPerImage]);
    }

    public static OnnxValue Reshape(OnnxImportContext context, OnnxNode node, ImmutableArray<int> dims)
    {
        var x = context.Value(node);
        if (dims.IsEmpty || dims[0] != x.Node.Shape.Batch || dims.Length > OnnxValue.MaximumRank)
            throw node.Fault($"[{string.Join(", ", x.Dims)}] to [{string.Join(", ", dims)}] does not keep the batch as the first axis");
        var lengths = dims.AsSpan()[1..];
        if (x.Reshape(lengths, node.Name) is { } reshaped)
            return reshaped;

        var layout = lengths.Length switch { 1 => Layouts.C, 2 => Layouts.Hc, 3 => Layouts.Hwc, _ => [] };
        if (layout.IsEmpty || !x.ElementOrder.SequenceEqual(OnnxValue.RowMajor(x.Node)))
            throw node.Fault($"[{string.Join(", ", x.Dims)}] to [{string.Join(", ", dims)}] is not supported");
        Span<int> size = [1, 1, 1];
        for (var i = 0; i < layout.Length; i++)
            size[(int)layout[i] - 1] = lengths[i];
        return context.Declare(node, new Reshape(size[0], size[1], size[2]), layout, x.Node);
    }

    public static OnnxValue Concat(OnnxImportContext context, OnnxNode node)
    {
        var inputs = Enumerable.Range(0, node.InputCount).Select(i => context.Value(node, i)).ToArray();
        if (inputs.Length == 0)
            throw node.Fault("takes at least one input");
        var rank = inputs[0].Axes.Length + 1;
        var axis = node.Integer("axis", 0) is var given && given < 0 ? given + rank : given;
        var (nodes, layout) = context.TryMaterialize(inputs) ?? throw node.Fault("its inputs do not come in one layout");
        if (axis < 1 || axis >= rank)
            throw node.Fault($"axis {axis} is not supported");
        return context.Declare(node, new Concat(layout[(int)axis - 1]), layout, nodes);
    }
}
