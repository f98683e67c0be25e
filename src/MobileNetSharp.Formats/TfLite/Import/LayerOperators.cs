using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Import;

/// <summary>The operators with weights: CONV_2D, DEPTHWISE_CONV_2D, FULLY_CONNECTED.</summary>
static class LayerOperators
{
    /// <summary>Weights (O, H, W, I); fewer input channels than the activation has mean groups.</summary>
    public static Node Convolution(TfLiteImportContext context, TfLiteOperation op)
    {
        var options = op.Options(TfLiteOptions.Conv2D);
        var (x, kernel, bias) = (context.Image(op), context.Constant(op, 1), context.ConstantOrNull(op, 2));
        if (kernel.Shape is not [var channels, var height, var width, var inputs] || x.Channels % inputs != 0)
            throw op.Fault($"its weight should be (O, H, W, I) with an I that divides {x.Channels}, is [{string.Join(", ", kernel.Shape)}]");
        var conv = new Conv2d(
            channels,
            new Size(height, width),
            new Size(options.Scalar<int>(Schema.Conv2DOptions.StrideH), options.Scalar<int>(Schema.Conv2DOptions.StrideW)),
            new Size(options.Scalar(Schema.Conv2DOptions.DilationH, 1), options.Scalar(Schema.Conv2DOptions.DilationW, 1)),
            x.Channels / inputs,
            TfLiteShapes.Padding(op, options.Scalar<byte>(Schema.Conv2DOptions.Padding)),
            bias is not null);
        var node = context.DeclareWithActivation(op, conv, [x], options, Schema.Conv2DOptions.FusedActivation);
        context.AddWeights(op, node, TfLiteWeights.Kernel(context.File, op, kernel, outputAxis: 0), bias);
        return node;
    }

    /// <summary>Weights (1, H, W, C·multiplier).</summary>
    public static Node DepthwiseConvolution(TfLiteImportContext context, TfLiteOperation op)
    {
        var options = op.Options(TfLiteOptions.DepthwiseConv2D);
        var (x, kernel, bias) = (context.Image(op), context.Constant(op, 1), context.ConstantOrNull(op, 2));
        if (kernel.Shape is not [1, var height, var width, var channels])
            throw op.Fault($"its weight should be (1, H, W, C), is [{string.Join(", ", kernel.Shape)}]");
        var conv = new Conv2d(
            channels,
            new Size(height, width),
            new Size(options.Scalar<int>(Schema.DepthwiseConv2DOptions.StrideH), options.Scalar<int>(Schema.DepthwiseConv2DOptions.StrideW)),
            new Size(options.Scalar(Schema.DepthwiseConv2DOptions.DilationH, 1), options.Scalar(Schema.DepthwiseConv2DOptions.DilationW, 1)),
            x.Channels,
            TfLiteShapes.Padding(op, options.Scalar<byte>(Schema.DepthwiseConv2DOptions.Padding)),
            bias is not null);
        var node = context.DeclareWithActivation(op, conv, [x], options, Schema.DepthwiseConv2DOptions.FusedActivation);
        context.AddWeights(op, node, TfLiteWeights.Kernel(context.File, op, kernel, outputAxis: 3), bias);
        return node;
    }

    /// <summary>Weights (out, in); an image is read in (H, W, C) order.</summary>
    public static Node FullyConnected(TfLiteImportContext context, TfLiteOperation op)
    {
        var options = op.Options(TfLiteOptions.FullyConnected);
        var (x, matrix, bias) = (context.Input(op, 0), context.Constant(op, 1), context.ConstantOrNull(op, 2));
        if (matrix.Shape is not [var channels, _])
            throw op.Fault($"its weight should be (out, in), is [{string.Join(", ", matrix.Shape)}]");
        if (options.Scalar<byte>(Schema.FullyConnectedOptions.WeightsFormat) != 0)
            throw op.Fault("its weight is shuffled for one kind of processor, which cannot be read");
        if (x.Shape is not { Height: 1, Width: 1 } && options.Scalar<bool>(Schema.FullyConnectedOptions.KeepNumDims))
            return ForEachPixel(context, op, options, x, matrix, bias);
        if (x.Shape is not { Height: 1, Width: 1 })
            x = context.Builder.Node(context.Names.Node(op.Output.Name + "/flatten"), new Reshape(1, 1, -1), [x], x.Quantization);
        var node = context.DeclareWithActivation(op, new Linear(channels, bias is not null), [x], options, Schema.FullyConnectedOptions.FusedActivation);
        context.AddWeights(op, node, TfLiteWeights.Matrix(op, matrix), bias);
        return node;
    }

    /// <summary>A layer over the last axis only is a convolution of one pixel.</summary>
    static Node ForEachPixel(TfLiteImportContext context, TfLiteOperation op, FlatTable options, Node x, TfLiteTensor matrix, TfLiteTensor? bias)
    {
        var conv = new Conv2d(matrix.Shape[0], 1, 1, 1, Groups: 1, Padding.None, bias is not null);
        var node = context.DeclareWithActivation(op, conv, [x], options, Schema.FullyConnectedOptions.FusedActivation);
        var kernel = TfLiteWeights.Matrix(op, matrix);
        context.AddWeights(op, node, kernel.Reshape([.. kernel.Shape, 1, 1]), bias);
        return node;
    }
}
