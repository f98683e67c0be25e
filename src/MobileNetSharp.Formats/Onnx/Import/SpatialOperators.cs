using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>Operators over height and width: pooling, padding, SpaceToDepth.</summary>
static class SpatialOperators
{
    public static OnnxValue Pool(OnnxImportContext context, OnnxNode node, PoolKind kind)
    {
        var x = context.Image(node);
        var kernel = node.Has("kernel_shape") ? node.Size("kernel_shape", 1) : throw node.Fault("kernel_shape is missing");
        var stride = node.Size("strides", 1);
        node.Ignore("storage_order");
        if (node.Size("dilations", 1) != 1)
            throw node.Fault("dilations are not supported");
        var padding = Pads(node, x.Shape.Size, kernel, stride, 1);
        var countsPadding = kind == PoolKind.Average && node.Flag("count_include_pad");
        var op = new Pool(kind, kernel, stride, padding, node.Flag("ceil_mode"), countsPadding);
        var isGlobal = kind == PoolKind.Average && kernel == x.Shape.Size && padding == Graphs.Padding.None;
        return context.Declare(node, isGlobal ? new GlobalAveragePool() : op, Layouts.Chw, x);
    }

    public static OnnxValue ReduceMean(OnnxImportContext context, OnnxNode node)
    {
        node.Expect("noop_with_empty_axes", 0);
        var axes = node.Input(1).Length > 0 ? [.. context.Integers(node, 1)] : node.Integers("axes");
        return Mean(context, node, axes ?? throw node.Fault("a mean over the batch is not supported"), node.Flag("keepdims", true));
    }

    /// <summary>The mean over height and width, wherever the value has them.</summary>
    public static OnnxValue Mean(OnnxImportContext context, OnnxNode node, long[] axes, bool keepsDims)
    {
        var value = context.Value(node);
        var rank = value.Axes.Length + 1;
        var reduced = axes.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        var layout = reduced.SetEquals([2L, 3]) ? Layouts.Chw : Layouts.Hwc;
        if (rank != 4 || (layout == Layouts.Hwc && !reduced.SetEquals([1L, 2])))
            throw node.Fault($"a mean over the axes [{string.Join(", ", axes)}] is not supported");
        return context.Declare(node, new GlobalAveragePool(), keepsDims ? layout : Layouts.C, context.Materialize(node, value, layout));
    }

    public static OnnxValue Pad(OnnxImportContext context, OnnxNode node)
    {
        if (node.Text("mode", "constant") is var mode && mode != "constant")
            throw node.Fault($"the mode '{mode}' is not supported");
        var x = context.Image(node);
        var pads = context.Opset < 11 ? [.. node.Integers("pads") ?? []] : context.Integers(node, 1);
        if ((context.Opset < 11 ? node.Float("value", 0) : context.Scalar(node, 2, 0)) != 0)
            throw node.Fault("padding with other values than 0 is not supported");
        ImmutableArray<long> axes = node.Input(3).Length > 0 ? context.Integers(node, 3) : [0, 1, 2, 3];
        if (pads.Length != 2 * axes.Length)
            throw node.Fault($"takes two amounts for each of {axes.Length} axes, has {pads.Length}");
        Span<int> before = [0, 0, 0, 0], after = [0, 0, 0, 0];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = axes[i] < 0 ? axes[i] + 4 : axes[i];
            var (first, last) = (pads[i], pads[i + axes.Length]);
            if (axis is < 0 or > 3 || (axis < 2 && (first, last) != (0, 0)) || int.CreateSaturating(first) != first || int.CreateSaturating(last) != last)
                throw node.Fault($"padding axis {axis} by {first} and {last} is not supported");
            (before[(int)axis], after[(int)axis]) = ((int)first, (int)last);
        }

        return context.Declare(node, new Pad(new Padding(before[2], before[3], after[2], after[3])), Layouts.Chw, x);
    }

    public static OnnxValue SpaceToDepth(OnnxImportContext context, OnnxNode node)
    {
        var block = (int)Math.Clamp(node.Integer("blocksize", 0), 0, int.MaxValue);
        return context.Declare(node, new SpaceToDepth(block), Layouts.Chw, context.Image(node));
    }

    /// <summary>The padding that pads or auto_pad ask for.</summary>
    public static Padding Pads(OnnxNode node, Size input, Size kernel, Size stride, Size dilation)
    {
        var pads = node.Small("pads", 4) is [var top, var left, var bottom, var right] ? new Padding(top, left, bottom, right) : Graphs.Padding.None;
        switch (node.Text("auto_pad", "NOTSET"))
        {
            case "NOTSET" or "":
                return pads;
            case "VALID":
                return Graphs.Padding.None;
            case "SAME_UPPER":
                return Graphs.Padding.Same;
            case "SAME_LOWER" when stride is { Height: > 0, Width: > 0 }:
                var same = Graphs.Padding.Same.Resolve(input, kernel, stride, dilation);
                return new Padding(same.Bottom, same.Right, same.Top, same.Left);
            case var other:
                throw node.Fault($"auto_pad {other} is not supported");
        }
    }
}
