using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx;

/// <content>Operators over height, width and channels.</content>
sealed partial class OnnxImport
{
    View Concat(OnnxNode node)
    {
        var inputs = Enumerable.Range(0, node.InputCount).Select(i => X(node, i)).ToArray();
        if (inputs.Length == 0)
            throw node.Fault("takes at least one input");
        var rank = inputs[0].Axes.Length + 1;
        var axis = node.Integer("axis", 0) is var given && given < 0 ? given + rank : given;
        var (nodes, layout) = TryAll(inputs) ?? throw node.Fault("its inputs do not come in one layout");
        if (axis < 1 || axis >= rank)
            throw node.Fault($"axis {axis} is not supported");
        return View.Of(builder.Concat(Unique(node.Name), layout[(int)axis - 1], nodes), layout);
    }

    View Pool(OnnxNode node, PoolKind kind)
    {
        var x = As(node, X(node), View.Chw);
        var kernel = node.Has("kernel_shape") ? Pair(node, "kernel_shape", 1) : throw node.Fault("kernel_shape is missing");
        var stride = Pair(node, "strides", 1);
        node.Ignore("storage_order");
        if (Pair(node, "dilations", 1) != 1)
            throw node.Fault("dilations are not supported");
        var padding = Padding(node, x.Shape.Size, kernel, stride, 1);
        var countsPadding = kind == PoolKind.Average && node.Flag("count_include_pad");
        var op = new Pool(kind, kernel, stride, padding, node.Flag("ceil_mode"), countsPadding);
        var isGlobal = kind == PoolKind.Average && kernel == x.Shape.Size && padding == Graphs.Padding.None;
        return View.Of(builder.Node(Unique(node.Name), isGlobal ? new GlobalAveragePool() : op, x), View.Chw);
    }

    View ReduceMean(OnnxNode node)
    {
        node.Expect("noop_with_empty_axes", 0);
        var axes = node.Input(1).Length > 0 ? [.. Integers(node, 1)] : node.Integers("axes");
        return Mean(node, axes ?? throw node.Fault("a mean over the batch is not supported"), node.Flag("keepdims", true));
    }

    /// <summary>The mean over height and width, wherever the value has them.</summary>
    View Mean(OnnxNode node, long[] axes, bool keepsDims)
    {
        var view = X(node);
        var rank = view.Axes.Length + 1;
        var reduced = axes.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        var layout = reduced.SetEquals([2L, 3]) ? View.Chw : View.Hwc;
        if (rank != 4 || (layout == View.Hwc && !reduced.SetEquals([1L, 2])))
            throw node.Fault($"a mean over the axes [{string.Join(", ", axes)}] is not supported");
        return View.Of(builder.GlobalAveragePool(Unique(node.Name), As(node, view, layout)), keepsDims ? layout : View.C);
    }

    View Softmax(OnnxNode node)
    {
        var view = X(node);
        var rank = view.Axes.Length + 1;
        var axis = node.Integer("axis", opset < 13 ? 1 : -1);
        axis = axis < 0 ? axis + rank : axis;
        // Before operator set 13 softmax ran over all axes from the given one on, which is the same for the last.
        if (axis < 1 || axis >= rank || (opset < 13 && axis != rank - 1 && view.Axes.Skip((int)axis).Any(factors => !factors.IsEmpty)))
            throw node.Fault($"axis {axis} is not supported");
        return OverChannels(node, view, axis, new Softmax());
    }

    View LpNormalization(OnnxNode node)
    {
        node.Expect("p", 2);
        var view = X(node);
        var axis = node.Integer("axis", -1) is var given && given < 0 ? given + view.Axes.Length + 1 : given;
        return axis >= 1 && axis <= view.Axes.Length
            ? OverChannels(node, view, axis, new L2Normalization())
            : throw node.Fault($"axis {axis} is not supported");
    }

    /// <summary>An op that works on the channels of each pixel, where the axis of the file is ours of channels.</summary>
    View OverChannels(OnnxNode node, View view, long axis, Op op)
    {
        foreach (var layout in view.Layouts)
        {
            if (layout[(int)axis - 1] == Axis.Channels && TryAs(view, layout, mayMove: true) is { } x)
                return View.Of(builder.Node(Unique(node.Name), op, x), layout);
        }

        throw node.Fault($"axis {axis} is not supported");
    }

    View Pad(OnnxNode node)
    {
        if (node.Text("mode", "constant") is var mode && mode != "constant")
            throw node.Fault($"the mode '{mode}' is not supported");
        var x = As(node, X(node), View.Chw);
        var pads = opset < 11 ? [.. node.Integers("pads") ?? []] : Integers(node, 1);
        if ((opset < 11 ? node.Float("value", 0) : Scalar(node, 2, 0)) != 0)
            throw node.Fault("padding with other values than 0 is not supported");
        ImmutableArray<long> axes = node.Input(3).Length > 0 ? Integers(node, 3) : [0, 1, 2, 3];
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

        return View.Of(builder.Pad(Unique(node.Name), x, new Padding(before[2], before[3], after[2], after[3])), View.Chw);
    }

    View SpaceToDepth(OnnxNode node)
    {
        var block = (int)Math.Clamp(node.Integer("blocksize", 0), 0, int.MaxValue);
        return View.Of(builder.SpaceToDepth(Unique(node.Name), As(node, X(node), View.Chw), block), View.Chw);
    }

    View Resize(OnnxNode node)
    {
        node.Ignore("cubic_coeff_a");
        node.Ignore("extrapolation_value");
        node.Expect("exclude_outside", 0);
        node.Expect("antialias", 0);
        if (node.Text("keep_aspect_ratio_policy", "stretch") != "stretch")
            throw node.Fault("a size that keeps the aspect ratio is not supported");
        var x = As(node, X(node), View.Chw);
        var size = ResizedSize(node, x);
        var mode = node.Text("mode", "nearest") switch
        {
            "nearest" => ResizeMode.Nearest,
            "linear" or "bilinear" => ResizeMode.Bilinear,
            var other => throw node.Fault($"the mode '{other}' is not supported"),
        };
        var coordinates = Coordinates(node, size);
        CheckRounding(node, mode, coordinates, x.Shape.Size, size);
        return View.Of(builder.Resize(Unique(node.Name), x, size, mode, coordinates), View.Chw);
    }

    CoordinateMode Coordinates(OnnxNode node, Size size) =>
        node.Text("coordinate_transformation_mode", node.Operator == "Upsample" || opset < 11 ? "asymmetric" : "half_pixel") switch
        {
            "half_pixel" => CoordinateMode.HalfPixel,
            "pytorch_half_pixel" when size is { Height: > 1, Width: > 1 } => CoordinateMode.HalfPixel,
            "align_corners" => CoordinateMode.AlignCorners,
            "asymmetric" => CoordinateMode.Asymmetric,
            var other => throw node.Fault($"the coordinates '{other}' are not supported"),
        };

    /// <summary>Nearest rounds down under asymmetric coordinates and half up under the others; enlarging by whole numbers leaves no halves.</summary>
    void CheckRounding(OnnxNode node, ResizeMode mode, CoordinateMode coordinates, Size from, Size to)
    {
        var rounding = node.Text("nearest_mode", node.Operator == "Upsample" || opset < 11 ? "floor" : "round_prefer_floor");
        var isWhole = to.Height % from.Height == 0 && to.Width % from.Width == 0;
        var fits = coordinates switch
        {
            CoordinateMode.Asymmetric => rounding == "floor",
            CoordinateMode.HalfPixel when isWhole => rounding is "round_prefer_ceil" or "round_prefer_floor",
            _ => rounding == "round_prefer_ceil",
        };
        if (mode == ResizeMode.Nearest && !fits && from != to)
            throw node.Fault($"the rounding '{rounding}' under {coordinates} coordinates is not supported");
    }

    /// <summary>The height and width that sizes or scales lead to; they must keep batch and channels.</summary>
    Size ResizedSize(OnnxNode node, Node x)
    {
        var dims = ImmutableArray.Create(x.Shape.Batch, x.Channels, x.Shape.Height, x.Shape.Width);
        var axes = node.Integers("axes") ?? [0, 1, 2, 3];
        var scalesInput = node.Operator == "Upsample" || opset < 11 ? 1 : 2;
        var hasSizes = node.Operator == "Resize" && node.Input(3).Length > 0;
        var values = hasSizes ? [.. Integers(node, 3).Select(size => (double)size)]
            : (node.Has("scales") ? node.Floats("scales")! : Weight(node, scalesInput) is { Count: <= 4 } scales ? scales.ToFloats() : []).Select(scale => (double)scale).ToArray();
        if (values.Length != axes.Length || axes.Any(axis => axis is < 0 or > 3))
            throw node.Fault($"takes a size or a scale for each of {axes.Length} axes");
        var result = dims.ToArray();
        for (var i = 0; i < axes.Length; i++)
        {
            var length = hasSizes ? values[i] : values[i] * dims[(int)axes[i]];
            if (length is not (>= 1 and <= int.MaxValue) || length != Math.Floor(length))
                throw node.Fault($"scales that lead to {length.ToString(CultureInfo.InvariantCulture)} pixels are not supported");
            result[(int)axes[i]] = (int)length;
        }

        return result[0] == dims[0] && result[1] == dims[1] ? new Size(result[2], result[3]) : throw node.Fault("only height and width may change");
    }

    static Size Pair(OnnxNode node, string name, Size otherwise) =>
        node.Small(name, 2) is [var height, var width] ? new Size(height, width) : otherwise;

    static Padding Padding(OnnxNode node, Size input, Size kernel, Size stride, Size dilation)
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
