using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>The operators without weights that change a shape, or need more than a line.</summary>
static class ShapeOperators
{
    /// <summary>A mean over all of height and width is our global pooling, whatever its name.</summary>
    public static Node Pool(TfLiteImportContext context, TfLiteOperation op, PoolKind kind)
    {
        var options = op.Options(TfLiteOptions.Pool2D);
        var padding = TfLiteShapes.Padding(op, options.Scalar<byte>(Schema.Pool2DOptions.Padding));
        Node x;
        if (kind == PoolKind.Max && padding == Padding.None && context.PaddedForMaximum.TryGetValue(op.InputIndex(0), out var padded))
            (x, padding) = padded;
        else
            x = context.Image(op);
        var pool = new Pool(
            kind,
            new Size(options.Scalar<int>(Schema.Pool2DOptions.FilterHeight), options.Scalar<int>(Schema.Pool2DOptions.FilterWidth)),
            new Size(options.Scalar<int>(Schema.Pool2DOptions.StrideH), options.Scalar<int>(Schema.Pool2DOptions.StrideW)),
            padding);
        var isGlobal = kind == PoolKind.Average && pool.Kernel == x.Shape.Size && TfLiteShapes.ToShape(op.Output).Size == 1;
        return context.DeclareWithActivation(op, isGlobal ? new GlobalAveragePool() : pool, [x], options, Schema.Pool2DOptions.FusedActivation);
    }

    /// <summary>PAD, and PADV2 with zeros; PADV2 with −∞, or the least number, waits for the maximum that follows.</summary>
    public static TfLiteValue? Pad(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        var padding = TfLiteShapes.Padding(op, x, context.Constant(op, 1));
        var filling = op.Code == TfLiteOperator.PADV2 ? context.Constant(op, 2).ToTensor().ToFloats() : [0];
        if (filling is [0])
            return x.With(padding == Padding.None ? x.Node : context.Declare(op, new Pad(padding), x.Node));
        if (filling is [var least] && least <= (context.EdgeQuantization(op.OutputIndex)?.Minimum ?? float.MinValue))
        {
            context.PaddedForMaximum[op.OutputIndex] = (context.Image(op), padding);
            return null;
        }

        throw op.Fault(FormattableString.Invariant($"it pads with {filling.FirstOrDefault()}; only 0 can be read, and −∞ before a maximum"));
    }

    public static TfLiteValue Concatenation(TfLiteImportContext context, TfLiteOperation op)
    {
        var options = op.Options(TfLiteOptions.Concatenation);
        TfLiteValue[] values = [.. Enumerable.Range(0, op.Inputs.Length).Select(position => context.Value(op, position))];
        if (values.Length == 0)
            throw op.Fault("it joins nothing");
        var axis = TfLiteShapes.Axis(op, options.Scalar<int>(Schema.ConcatenationOptions.Axis), values[0].Axes.Length);
        if (!values.All(value => value.Axes[axis..].Length > 0 && value.Axes[axis] is Axis.Height or Axis.Width or Axis.Channels && value.Axes.AsSpan().SequenceEqual(values[0].Axes.AsSpan())))
            values = [.. Enumerable.Range(0, values.Length).Select(position => TfLiteValue.FromNode(context.Input(op, position), values[0].Axes.Length))];
        if (values[0].Axes[axis] is not { } joined)
            throw op.Fault($"it joins along axis {axis}");
        ImmutableArray<Node> nodes = [.. values.Select(value => value.Node)];
        return values[0].With(context.DeclareWithActivation(op, new Concat(joined), nodes, options, Schema.ConcatenationOptions.FusedActivation));
    }

    /// <summary>The pieces of a value along one axis, of the lengths that the outputs declare.</summary>
    public static IEnumerable<TfLiteValue> Split(TfLiteImportContext context, TfLiteOperation op)
    {
        var (input, axisInput) = op.Code == TfLiteOperator.SPLIT ? (1, 0) : (0, 2);
        var x = context.Value(op, input);
        if (context.Constant(op, axisInput).Integers() is not [var given])
            throw op.Fault("it should split one axis");
        var axis = TfLiteShapes.Axis(op, given, x.Axes.Length);
        var lengths = Lengths(context, op, x.Shape[axis]);
        var begin = 0;
        for (var i = 0; i < lengths.Length; i++)
        {
            yield return Crop.Axis(context, op, x, axis, begin, lengths[i], context.File.TensorName(op.Outputs[i]));
            begin += lengths[i];
        }
    }

    public static Node Resize(TfLiteImportContext context, TfLiteOperation op, ResizeMode mode, FlatTable options, int alignCornersField, int halfPixelField)
    {
        if (context.Constant(op, 1).Integers() is not [var height and > 0 and <= int.MaxValue, var width and > 0 and <= int.MaxValue])
            throw op.Fault("the new size should be two positive numbers");
        var coordinates = (options.Scalar<bool>(alignCornersField), options.Scalar<bool>(halfPixelField)) switch
        {
            (false, false) => CoordinateMode.Asymmetric,
            (true, false) => CoordinateMode.AlignCorners,
            (false, true) => CoordinateMode.HalfPixel,
            _ => throw op.Fault("align_corners and half_pixel_centers exclude each other"),
        };
        return context.Declare(op, new Resize(mode, coordinates, new Size((int)height, (int)width)), context.Image(op));
    }

    public static TfLiteValue Softmax(TfLiteImportContext context, TfLiteOperation op)
    {
        var beta = op.Options(TfLiteOptions.Softmax).Scalar<float>(Schema.SoftmaxOptions.Beta);
        return beta == 1
            ? OverChannels(context, op, new Softmax())
            : throw op.Fault(FormattableString.Invariant($"its β should be 1, is {beta}"));
    }

    /// <summary>To the shape that the output declares, or that the second input says; no node where only axes of length 1 come or go.</summary>
    public static TfLiteValue Reshape(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        var declared = op.Output.Shape;
        if (declared.IsEmpty && op.Code == TfLiteOperator.RESHAPE && context.IsConstant(op.InputIndex(1)))
            declared = Wanted(op, x, context.Constant(op, 1).Integers());
        if (x.WithShape(declared.AsSpan()) is { } same)
            return same;
        var node = context.Input(op, 0);
        if (TfLiteShapes.ToShape(declared) is not { } shape)
            throw op.Fault($"[{string.Join(", ", x.Shape)}] to [{string.Join(", ", declared)}] is not an image");
        if (shape == node.Shape)
            return TfLiteValue.FromNode(node, declared.Length);
        var reshape = declared.Length <= 2 ? new Reshape(1, 1, -1) : new Reshape(-1, shape.Width, shape.Channels);
        return TfLiteValue.FromNode(context.Declare(op, reshape, node), declared.Length);
    }

    /// <summary>A part of a value cut out.</summary>
    public static TfLiteValue Slice(TfLiteImportContext context, TfLiteOperation op)
    {
        var (x, begin, size) = (context.Value(op, 0), context.Constant(op, 1).Integers(), context.Constant(op, 2).Integers());
        var shape = x.Shape;
        if (begin.Length != shape.Length || size.Length != shape.Length)
            throw op.Fault($"it slices {begin.Length} of {shape.Length} axes");
        var ranges = new (int Begin, int Length)[shape.Length];
        for (var i = 0; i < shape.Length; i++)
        {
            var length = size[i] == -1 ? shape[i] - begin[i] : size[i];
            if (begin[i] < 0 || length < 1 || length > shape[i] || begin[i] > shape[i] - length)
                throw op.Fault($"the part of {size[i]} at {begin[i]} does not lie in axis {i} of [{string.Join(", ", shape)}]");
            ranges[i] = ((int)begin[i], (int)length);
        }

        return Crop.Axes(context, op, x, ranges);
    }

    public static TfLiteValue StridedSlice(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        var slices = Import.StridedSlice.Read(context, op, x.Shape.AsSpan());
        for (var axis = 0; axis < slices.Length; axis++)
        {
            var slice = slices[axis];
            if (x.Axes[axis] == Axis.Channels && slice.Step == -1 && slice.Count == x.Node.Channels)
            {
                x = x.With(ReversedChannels(context, op, x.Node));
                slices = slices.SetItem(axis, slice = new(0, slice.Count, 1, IsDropped: false));
            }

            if (slice.Step != 1 || slice.Count == 0)
                throw op.Fault(slice.Count == 0 ? "it takes nothing" : $"it takes every {slice.Step}th index; only steps of 1 can be read");
        }

        var cropped = Crop.Axes(context, op, x, [.. slices.Select(slice => (slice.Begin, slice.Count))]);
        return cropped with { Axes = [.. cropped.Axes.Where((_, axis) => !slices[axis].IsDropped)] };
    }

    /// <summary>The channels in the opposite order, as where an image comes in red first and the network takes it blue first.</summary>
    public static TfLiteValue Reverse(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        return context.Constant(op, 1).Integers() is [var axis] && x.Axes[TfLiteShapes.Axis(op, axis, x.Axes.Length)] == Axis.Channels
            ? x.With(ReversedChannels(context, op, x.Node))
            : throw op.Fault("it should reverse the channels");
    }

    public static TfLiteValue Transpose(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Value(op, 0);
        var order = context.Constant(op, 1).Integers();
        if (!order.Order().SequenceEqual(Enumerable.Range(0, x.Axes.Length).Select(axis => (long)axis)))
            throw op.Fault($"[{string.Join(", ", order)}] is not an order of {x.Axes.Length} axes");
        return x with { Axes = [.. order.Select(axis => x.Axes[(int)axis])] };
    }

    /// <summary>An op over the channels of each pixel, which are the last axis of the file's.</summary>
    public static TfLiteValue OverChannels(TfLiteImportContext context, TfLiteOperation op, Op core)
    {
        var x = context.Value(op, 0);
        return x.Axes is [.., Axis.Channels]
            ? x.With(context.Declare(op, core, x.Node))
            : TfLiteValue.FromNode(context.Declare(op, core, context.Input(op, 0)), x.Axes.Length);
    }

    /// <summary>A pointwise convolution of ones and zeros.</summary>
    static Node ReversedChannels(TfLiteImportContext context, TfLiteOperation op, Node x)
    {
        const int MostChannels = 64;
        var channels = x.Channels;
        if (channels > MostChannels)
            throw op.Fault($"it reverses {channels} channels; up to {MostChannels} can be read");
        var kernel = new float[channels * channels];
        for (var c = 0; c < channels; c++)
            kernel[(c * channels) + channels - 1 - c] = 1;
        context.File.Spend(sizeof(float) * kernel.Length);
        var node = context.Builder.Node(context.Names.Layer(op.Output.Name), new Conv2d(channels, 1, 1, 1, 1, Padding.None, HasBias: false), [x], x.Quantization);
        context.Weights.Add($"{node.Name}.weight", Tensor.FromFloats([channels, channels, 1, 1], kernel));
        return node;
    }

    static int[] Lengths(TfLiteImportContext context, TfLiteOperation op, int length)
    {
        var count = op.Outputs.Length;
        if (op.Code == TfLiteOperator.SPLIT)
        {
            return count > 0 && length % count == 0
                ? [.. Enumerable.Repeat(length / count, count)]
                : throw op.Fault($"{length} cannot be split into {count} equal parts");
        }

        var given = context.Constant(op, 1).Integers();
        var rest = length - given.Where(part => part >= 0).Sum();
        if (given.Length != count || given.Any(part => part < -1 || part > length) || given.Count(part => part == -1) > 1 || (given.Contains(-1L) ? rest < 1 : rest != 0))
            throw op.Fault($"{length} cannot be split into [{string.Join(", ", given)}]");
        return [.. given.Select(part => (int)(part == -1 ? rest : part))];
    }

    /// <summary>The shape of a RESHAPE whose output declares none.</summary>
    static ImmutableArray<int> Wanted(TfLiteOperation op, TfLiteValue x, long[] shape)
    {
        var total = x.Node.Shape.Count;
        var known = shape.Aggregate((Int128)1, (product, axis) => axis == -1 ? product : Int128.Clamp(product * axis, -1, total + 1));
        if (known < 1 || total % (long)known != 0 || shape.Length > 4 || shape.Any(axis => axis is < -1 or > int.MaxValue) || shape.Count(axis => axis == -1) > 1)
            throw op.Fault($"[{string.Join(", ", x.Shape)}] to [{string.Join(", ", shape.Take(5))}] does not fit");
        return [.. shape.Select(axis => axis == -1 ? (int)(total / (long)known) : (int)axis)];
    }
}
