using MobileNetSharp.Formats.TfLite.Metadata;
using MobileNetSharp.Formats.Zip;
using MobileNetSharp.Graphs;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite.Export;

/// <summary>A model as TFLite's operators and tensors, one case for each op of ours.</summary>
static class TfLiteExport
{
    /// <summary>The float model without batch normalization that is written for a model. Throws <see cref="NotSupportedException"/>.</summary>
    public static Model Prepare(Model model)
    {
        if (Dequantize.IsQuantized(model))
            throw new NotSupportedException("The model is quantized, which cannot be written to TFLite.");
        if (model.Graph.WeightsOf().Sum(spec => spec.Count * sizeof(float)) >= int.MaxValue)
            throw new NotSupportedException("The weights take 2 GB or more, more than a TFLite file can hold.");
        return BatchNormAsConvolution(FoldBatchNorm.Apply(model));
    }

    /// <summary>The file of a model that was prepared; the same model gives the same bytes.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(Model model, DetectionOutputs detections = DetectionOutputs.Raw) =>
        Pieces(model, TfLiteCard.Write(model), MetadataWriter.Applies(model), detections);

    /// <summary>The same with a given card, and with or without TFLite's metadata, which files of version 0.1 do not have.</summary>
    public static List<ReadOnlyMemory<byte>> Pieces(Model model, ReadOnlyMemory<byte> card, bool hasMetadata, DetectionOutputs detections)
    {
        var context = new TfLiteExportContext(model);
        foreach (var node in model.Graph.Nodes)
        {
            if (!context.HasValue(node))
                Write(context, node);
        }

        foreach (var output in model.Graph.Outputs)
            context.AddOutput(output);
        if (detections == DetectionOutputs.Suppressed)
            DetectionPostProcessWriter.Write(context);
        var (metadata, files) = hasMetadata ? MetadataWriter.Write(model, detections) : default;
        var pieces = FlatBuilder.Pieces(context.ToFile(card, metadata), Schema.Identifier);
        if (files is { Count: > 0 })
            pieces.Add(StoredZip.Write(files, start: pieces.Sum(piece => piece.Length)));
        return pieces;
    }

    /// <summary>Batch normalization that follows no convolution is a depthwise one of one pixel.</summary>
    static Model BatchNormAsConvolution(Model model)
    {
        var weights = new Dictionary<string, Tensor>(model.Weights, StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes.Where(node => node.Op is BatchNorm))
        {
            var (scale, shift) = FoldBatchNorm.ScaleAndShift(node, model.Weights);
            foreach (var spec in node.WeightsOf())
                weights.Remove(spec.Name);
            weights.Add($"{node.Name}.weight", Floats([node.Channels, 1, 1, 1], scale));
            weights.Add($"{node.Name}.bias", Floats([node.Channels], shift));
        }

        var graph = model.Graph.Rewrite(node => node.Op is BatchNorm
            ? new Conv2d(node.Channels, 1, 1, 1, Groups: node.Channels, Padding.None, HasBias: true)
            : node.Op);
        return new Model(graph, new WeightSet(weights), model.Card);
    }

    static Tensor Floats(ReadOnlySpan<int> shape, double[] numbers) => Tensor.FromFloats([.. shape], Array.ConvertAll(numbers, value => (float)value));

    static void Write(TfLiteExportContext context, Node node)
    {
        var x = node.Inputs.FirstOrDefault();
        switch (node.Op)
        {
            case Input:
                context.SetValue(node, (context.AddActivation(TfLiteExportContext.FileName(node.Name), node, isVector: false), false));
                break;
            case Conv2d conv:
                Write(context, node, conv, x!);
                break;
            case Linear linear:
                WithActivation(
                    context, node, TfLiteOperator.FULLY_CONNECTED, isVector: true, [context.Value(x!).Tensor, Weight(context, node, [linear.Channels, x!.Channels]), Bias(context, node, linear.HasBias)],
                    TfLiteOptions.FullyConnected, [], Schema.FullyConnectedOptions.FusedActivation);
                break;
            case Activation activation:
                Write(context, node, activation, x!);
                break;
            case Dropout:
                context.SetValue(node, context.Value(x!));
                break;
            case Softmax:
                Pointwise(context, node, TfLiteOperator.SOFTMAX, TfLiteOptions.Softmax, new() { [Schema.SoftmaxOptions.Beta] = 1f });
                break;
            case L2Normalization:
                context.Add(node, TfLiteOperator.L2_NORMALIZATION, false, [context.Map(x!)], TfLiteOptions.L2Norm, []);
                break;
            case ArgMax:
                WriteArgMax(context, node, x!);
                break;
            case Add:
                var areVectors = node.Inputs.All(input => context.Value(input).IsVector);
                WithActivation(
                    context, node, TfLiteOperator.ADD, areVectors, [.. node.Inputs.Select(input => areVectors ? context.Vector(input) : context.Map(input))],
                    TfLiteOptions.Add, [], Schema.AddOptions.FusedActivation);
                break;
            case Concat concat:
                context.Add(node, TfLiteOperator.CONCATENATION, false, [.. node.Inputs.Select(context.Map)], TfLiteOptions.Concatenation, new() { [Schema.ConcatenationOptions.Axis] = (int)concat.Axis });
                break;
            case Pool pool:
                WindowOperators.WritePool(context, node, pool, x!);
                break;
            case GlobalAveragePool:
                context.Add(node, TfLiteOperator.MEAN, false, [context.Map(x!), context.Integers(node, "axes", [1, 2])], TfLiteOptions.Reducer, new() { [Schema.ReducerOptions.KeepDims] = true });
                break;
            case Resize resize:
                Write(context, node, resize, x!);
                break;
            case ChannelShuffle shuffle:
                Write(context, node, shuffle, x!);
                break;
            case SpaceToDepth block:
                context.Add(node, TfLiteOperator.SPACE_TO_DEPTH, false, [context.Map(x!)], TfLiteOptions.SpaceToDepth, new() { [Schema.SpaceToDepthOptions.BlockSize] = block.BlockSize });
                break;
            case Pad { Padding: var padding }:
                WindowOperators.WritePad(context, node, padding, x!);
                break;
            case Graphs.Reshape:
                WriteReshape(context, node, x!);
                break;
            default:
                throw new NotSupportedException($"Node '{node.Name}': {node.Op.GetType().Name} cannot be written to TFLite.");
        }
    }

    /// <summary>An operator that clamps its result where the node's only reader is such an activation, which then needs none.</summary>
    static void WithActivation(
        TfLiteExportContext context, Node node, TfLiteOperator code, bool isVector, ReadOnlySpan<int> inputs, TfLiteOptions type, FlatFields options, int field, int version = 1)
    {
        Node[] readers = [.. context.Model.Graph.ReadersOf(node).Take(2)];
        if (readers is [{ Op: Activation activation } reader] && !context.Model.Graph.IsOutput(node) && Fused(activation) is { } fused)
        {
            options[field] = (byte)fused;
            node = reader;
        }

        context.Add(node, code, isVector, inputs, type, options, version);
    }

    static TfLiteActivation? Fused(Activation activation) => activation.Bounds switch
    {
        (0, float.PositiveInfinity) => TfLiteActivation.Relu,
        (0, 6) => TfLiteActivation.Relu6,
        (-1, 1) => TfLiteActivation.ReluN1To1,
        _ => null,
    };

    /// <summary>An operator that takes maps and vectors alike.</summary>
    static void Pointwise(TfLiteExportContext context, Node node, TfLiteOperator code, TfLiteOptions type, FlatFields options, params ReadOnlySpan<int> more)
    {
        var (tensor, isVector) = context.Value(node.Inputs[0]);
        context.Add(node, code, isVector, [tensor, .. more], type, options);
    }

    static void Write(TfLiteExportContext context, Node node, Activation activation, Node x)
    {
        switch (Fused(activation))
        {
            case TfLiteActivation.Relu:
                Pointwise(context, node, TfLiteOperator.RELU, TfLiteOptions.None, []);
                break;
            case TfLiteActivation.Relu6:
                Pointwise(context, node, TfLiteOperator.RELU6, TfLiteOptions.None, []);
                break;
            case TfLiteActivation.ReluN1To1:
                Pointwise(context, node, TfLiteOperator.RELU_N1_TO_1, TfLiteOptions.None, []);
                break;
            case null when activation.Kind == ActivationKind.Sigmoid:
                Pointwise(context, node, TfLiteOperator.LOGISTIC, TfLiteOptions.None, []);
                break;
            case null when activation.Kind == ActivationKind.LeakyRelu:
                Pointwise(context, node, TfLiteOperator.LEAKY_RELU, TfLiteOptions.LeakyRelu, new() { [Schema.LeakyReluOptions.Alpha] = activation.Minimum });
                break;
            case null when activation.Kind == ActivationKind.HardSwish:
                Pointwise(context, node, TfLiteOperator.HARD_SWISH, TfLiteOptions.None, []);
                break;
            default:
                var (minimum, maximum) = activation.Bounds!.Value;
                var (tensor, isVector) = context.Value(x);
                var raised = context.AddActivation(TfLiteExportContext.FileName($"{node.Name}.raised"), node, isVector);
                context.AddOperator(TfLiteOperator.MAXIMUM, [tensor, context.Scalar(node, "minimum", minimum)], raised, TfLiteOptions.MaximumMinimum, []);
                context.Add(node, TfLiteOperator.MINIMUM, isVector, [raised, context.Scalar(node, "maximum", maximum)], TfLiteOptions.MaximumMinimum, []);
                break;
        }
    }

    static void Write(TfLiteExportContext context, Node node, Conv2d conv, Node x)
    {
        var perGroup = x.Channels / conv.Groups;
        var (input, padding) = WindowOperators.Padded(context, node, x, new(conv.Kernel, conv.Stride, conv.Dilation, conv.Padding));
        int[] shape = node.IsDepthwise
            ? [1, conv.Kernel.Height, conv.Kernel.Width, conv.Channels]
            : [conv.Channels, conv.Kernel.Height, conv.Kernel.Width, perGroup];
        var kernel = context.Constant(
            TfLiteExportContext.FileName($"{node.Name}.weight"), shape, TfLiteType.FLOAT32,
            TfLiteWeights.ToFile(context.Model.Weights[$"{node.Name}.weight"].ToFloat32().Bytes, conv, perGroup, node.IsDepthwise));
        int[] inputs = [input, kernel, Bias(context, node, conv.HasBias)];
        if (node.IsDepthwise)
        {
            WithActivation(context, node, TfLiteOperator.DEPTHWISE_CONV_2D, false, inputs, TfLiteOptions.DepthwiseConv2D, new()
            {
                [Schema.DepthwiseConv2DOptions.Padding] = (byte)padding,
                [Schema.DepthwiseConv2DOptions.StrideH] = conv.Stride.Height,
                [Schema.DepthwiseConv2DOptions.StrideW] = conv.Stride.Width,
                [Schema.DepthwiseConv2DOptions.DepthMultiplier] = conv.Channels / x.Channels,
                [Schema.DepthwiseConv2DOptions.DilationH] = conv.Dilation.Height,
                [Schema.DepthwiseConv2DOptions.DilationW] = conv.Dilation.Width,
            }, Schema.DepthwiseConv2DOptions.FusedActivation, version: conv.Dilation == 1 ? 1 : 2);
            return;
        }

        WithActivation(context, node, TfLiteOperator.CONV_2D, false, inputs, TfLiteOptions.Conv2D, new()
        {
            [Schema.Conv2DOptions.Padding] = (byte)padding,
            [Schema.Conv2DOptions.StrideH] = conv.Stride.Height,
            [Schema.Conv2DOptions.StrideW] = conv.Stride.Width,
            [Schema.Conv2DOptions.DilationH] = conv.Dilation.Height,
            [Schema.Conv2DOptions.DilationW] = conv.Dilation.Width,
        }, Schema.Conv2DOptions.FusedActivation, version: conv.Groups == 1 ? 1 : 6);
    }

    static void Write(TfLiteExportContext context, Node node, Resize resize, Node x)
    {
        var size = context.Integers(node, "size", [node.Shape.Height, node.Shape.Width]);
        var (alignCorners, halfPixel) = (resize.Coordinates == CoordinateMode.AlignCorners, resize.Coordinates == CoordinateMode.HalfPixel);
        if (resize.Mode == ResizeMode.Bilinear)
        {
            context.Add(node, TfLiteOperator.RESIZE_BILINEAR, false, [context.Map(x), size], TfLiteOptions.ResizeBilinear, new()
            {
                [Schema.ResizeBilinearOptions.AlignCorners] = alignCorners,
                [Schema.ResizeBilinearOptions.HalfPixelCenters] = halfPixel,
            }, version: halfPixel ? 3 : 1);
            return;
        }

        context.Add(node, TfLiteOperator.RESIZE_NEAREST_NEIGHBOR, false, [context.Map(x), size], TfLiteOptions.ResizeNearestNeighbor, new()
        {
            [Schema.ResizeNearestNeighborOptions.AlignCorners] = alignCorners,
            [Schema.ResizeNearestNeighborOptions.HalfPixelCenters] = halfPixel,
        }, version: alignCorners || halfPixel ? 3 : 1);
    }

    /// <summary>Channel (g, i) becomes (i, g): two axes change places.</summary>
    static void Write(TfLiteExportContext context, Node node, ChannelShuffle shuffle, Node x)
    {
        var (batch, height, width, channels) = node.Shape;
        var (pixels, perGroup) = (height * width, channels / shuffle.Groups);
        int[] shape = [-1, pixels, shuffle.Groups, perGroup];
        var groups = context.AddTensor(TfLiteExportContext.FileName($"{node.Name}.groups"), [batch, .. shape[1..]], TfLiteType.FLOAT32, buffer: 0);
        context.AddOperator(TfLiteOperator.RESHAPE, [context.Map(x), context.Integers(node, "groups.shape", shape)], groups, TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
        var shuffled = context.AddTensor(TfLiteExportContext.FileName($"{node.Name}.shuffled"), [batch, pixels, perGroup, shuffle.Groups], TfLiteType.FLOAT32, buffer: 0);
        context.AddOperator(TfLiteOperator.TRANSPOSE, [groups, context.Integers(node, "permutation", [0, 1, 3, 2])], shuffled, TfLiteOptions.Transpose, []);
        shape = [-1, height, width, channels];
        context.Add(node, TfLiteOperator.RESHAPE, false, [shuffled, context.Integers(node, "shape", shape)], TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
    }

    /// <summary>TFLite's indices are integers without the axis of the channels.</summary>
    static void WriteArgMax(TfLiteExportContext context, Node node, Node x)
    {
        var (batch, height, width, _) = node.Shape;
        var indices = context.AddTensor(TfLiteExportContext.FileName($"{node.Name}.indices"), [batch, height, width], TfLiteType.INT32, buffer: 0);
        context.AddOperator(
            TfLiteOperator.ARG_MAX, [context.Map(x), context.Integers(node, "axis", [3])], indices,
            TfLiteOptions.ArgMax, new() { [Schema.ArgMaxOptions.OutputType] = (byte)TfLiteType.INT32 });
        var numbers = context.AddTensor(TfLiteExportContext.FileName($"{node.Name}.numbers"), [batch, height, width], TfLiteType.FLOAT32, buffer: 0);
        context.AddOperator(TfLiteOperator.CAST, [indices], numbers, TfLiteOptions.Cast, new()
        {
            [Schema.CastOptions.InDataType] = (byte)TfLiteType.INT32,
            [Schema.CastOptions.OutDataType] = (byte)TfLiteType.FLOAT32,
        });
        int[] shape = [-1, height, width, 1];
        context.Add(node, TfLiteOperator.RESHAPE, false, [numbers, context.Integers(node, "shape", shape)], TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
    }

    static void WriteReshape(TfLiteExportContext context, Node node, Node x)
    {
        var (_, height, width, channels) = node.Shape;
        int[] shape = TfLiteExportContext.IsPixel(node) ? [-1, channels] : [-1, height, width, channels];
        context.Add(node, TfLiteOperator.RESHAPE, TfLiteExportContext.IsPixel(node), [context.Value(x).Tensor, context.Integers(node, "shape", shape)], TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
    }

    static int Weight(TfLiteExportContext context, Node node, int[] shape) =>
        context.Constant(TfLiteExportContext.FileName($"{node.Name}.weight"), shape, TfLiteType.FLOAT32, context.Model.Weights[$"{node.Name}.weight"].ToFloat32().Bytes);

    /// <summary>A bias, of zeros where the node has none: not every runtime takes a layer without.</summary>
    static int Bias(TfLiteExportContext context, Node node, bool hasBias) => context.Constant(
        TfLiteExportContext.FileName($"{node.Name}.bias"), [node.Channels], TfLiteType.FLOAT32,
        hasBias ? context.Model.Weights[$"{node.Name}.bias"].ToFloat32().Bytes : new byte[node.Channels * sizeof(float)]);
}
