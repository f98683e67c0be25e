using System.Collections.Immutable;
using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>The operators without weights that need more than a line.</summary>
static class ShapeOperators
{
    /// <summary>A mean over all of height and width is our global pooling, whatever its name.</summary>
    public static Node Pool(TfLiteImportContext context, TfLiteOperation op, PoolKind kind)
    {
        var options = op.Options(TfLiteOptions.Pool2D);
        var x = context.Image(op);
        var pool = new Pool(
            kind,
            new Size(options.Scalar<int>(Schema.Pool2DOptions.FilterHeight), options.Scalar<int>(Schema.Pool2DOptions.FilterWidth)),
            new Size(options.Scalar<int>(Schema.Pool2DOptions.StrideH), options.Scalar<int>(Schema.Pool2DOptions.StrideW)),
            TfLiteShapes.Padding(op, options.Scalar<byte>(Schema.Pool2DOptions.Padding)));
        var isGlobal = kind == PoolKind.Average && pool.Kernel == x.Shape.Size && TfLiteShapes.ToShape(op.Output).Size == 1;
        return context.DeclareWithActivation(op, isGlobal ? new GlobalAveragePool() : pool, [x], options, Schema.Pool2DOptions.FusedActivation);
    }

    public static Node Mean(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Image(op);
        var axes = context.Constant(op, 1).Integers().Select(axis => axis < 0 ? axis + 4 : axis).Order().Distinct();
        if (!axes.SequenceEqual([1, 2]))
            throw op.Fault($"it should take the mean over height and width (axes 1, 2), takes it over {string.Join(", ", axes)}");
        return context.Declare(op, new GlobalAveragePool(), x);
    }

    public static Node Concatenation(TfLiteImportContext context, TfLiteOperation op)
    {
        var options = op.Options(TfLiteOptions.Concatenation);
        var inputs = ImmutableArray.CreateBuilder<Node>(op.Inputs.Length);
        for (var i = 0; i < op.Inputs.Length; i++)
            inputs.Add(context.Input(op, i));
        var axis = TfLiteShapes.Axis(op, options.Scalar<int>(Schema.ConcatenationOptions.Axis), op.Output.Shape.Length);
        return context.DeclareWithActivation(op, new Concat(axis), inputs.MoveToImmutable(), options, Schema.ConcatenationOptions.FusedActivation);
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

    public static Node Softmax(TfLiteImportContext context, TfLiteOperation op)
    {
        var beta = op.Options(TfLiteOptions.Softmax).Scalar<float>(Schema.SoftmaxOptions.Beta);
        return beta == 1
            ? context.Declare(op, new Softmax(), context.Input(op, 0))
            : throw op.Fault(FormattableString.Invariant($"its β should be 1, is {beta}"));
    }

    /// <summary>To the shape that the output declares; no node where our four axes stay the same, as when ones are dropped.</summary>
    public static Node Reshape(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Input(op, 0);
        var shape = TfLiteShapes.ToShape(op.Output);
        if (shape == x.Shape)
            return x;
        return op.Output.Shape.Length <= 2
            ? context.Declare(op, new Reshape(1, 1, -1), x)
            : context.Declare(op, new Reshape(-1, shape.Width, shape.Channels), x);
    }

    /// <summary>A part of a map cut out: padding by negative amounts.</summary>
    public static Node Slice(TfLiteImportContext context, TfLiteOperation op)
    {
        var (x, begin, size) = (context.Image(op), context.Constant(op, 1).Integers(), TfLiteShapes.ToShape(op.Output));
        if (begin is not [0, var top and >= 0 and <= int.MaxValue, var left and >= 0 and <= int.MaxValue, 0] || size.Channels != x.Channels || size.Batch != x.Shape.Batch)
            throw op.Fault("it should cut off rows and columns only");
        var (bottom, right) = (x.Shape.Height - top - size.Height, x.Shape.Width - left - size.Width);
        if (bottom < 0 || right < 0)
            throw op.Fault($"the part at row {top}, column {left} of size {size.Size} does not lie in {x.Shape}");
        return context.Declare(op, new Pad(new Padding((int)-top, (int)-left, (int)-bottom, (int)-right)), x);
    }

    /// <summary>Width and channels change places, as in a channel shuffle: they are the two axes of the channels of one pixel.</summary>
    public static Node Transpose(TfLiteImportContext context, TfLiteOperation op)
    {
        var x = context.Image(op);
        if (context.Constant(op, 1).Integers() is not [0, 1, 3, 2])
            throw op.Fault("it should exchange the last two of four axes");
        var (_, height, width, channels) = x.Shape;
        var name = op.Output.Name;
        var flat = context.Builder.Node(context.Names.Node(name + "/flat"), new Reshape(height, 1, -1), [x], x.Quantization);
        var shuffled = context.Builder.Node(context.Names.Node(name + "/shuffle"), new ChannelShuffle(width), [flat], x.Quantization);
        return context.Declare(op, new Reshape(height, channels, width), shuffled);
    }

    /// <summary>The one number that an operator compares its input with.</summary>
    public static float Scalar(TfLiteImportContext context, TfLiteOperation op) =>
        context.Constant(op, 1) is { Type: TfLiteType.FLOAT32, Data: { Length: sizeof(float) } number }
            ? MemoryMarshal.Read<float>(number.Span)
            : throw op.Fault("its second input should be one float32");
}
