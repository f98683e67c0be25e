using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema;

namespace MobileNetSharp.Formats.TfLite;

/// <content>One case per op of ours.</content>
sealed partial class TfLiteExport
{
    void Write(Node node)
    {
        var x = node.Inputs.FirstOrDefault();
        switch (node.Op)
        {
            case Input:
                values.Add(node, (Activation(FileName(node.Name), node, isVector: false), false));
                break;
            case Conv2d conv:
                Write(node, conv, x!);
                break;
            case Linear linear:
                WithActivation(
                    node, TfLiteOperator.FULLY_CONNECTED, isVector: true, [values[x!].Tensor, Weight(node, [linear.Channels, x!.Channels]), Bias(node, linear.HasBias)],
                    TfLiteOptions.FullyConnected, [], Schema.FullyConnectedOptions.FusedActivation);
                break;
            case Activation activation:
                Write(node, activation, x!);
                break;
            case Dropout:
                values.Add(node, values[x!]);
                break;
            case Softmax:
                Pointwise(node, TfLiteOperator.SOFTMAX, TfLiteOptions.Softmax, new() { [Schema.SoftmaxOptions.Beta] = 1f });
                break;
            case L2Normalization:
                Yield(node, TfLiteOperator.L2_NORMALIZATION, false, [Map(x!)], TfLiteOptions.L2Norm, []);
                break;
            case Add:
                var areVectors = node.Inputs.All(input => values[input].IsVector);
                WithActivation(
                    node, TfLiteOperator.ADD, areVectors, [.. node.Inputs.Select(input => areVectors ? Vector(input) : Map(input))],
                    TfLiteOptions.Add, [], Schema.AddOptions.FusedActivation);
                break;
            case Concat concat:
                Yield(node, TfLiteOperator.CONCATENATION, false, [.. node.Inputs.Select(Map)], TfLiteOptions.Concatenation, new() { [Schema.ConcatenationOptions.Axis] = (int)concat.Axis });
                break;
            case Pool pool:
                Write(node, pool, x!);
                break;
            case GlobalAveragePool:
                Yield(node, TfLiteOperator.MEAN, false, [Map(x!), Integers(node, "axes", [1, 2])], TfLiteOptions.Reducer, new() { [Schema.ReducerOptions.KeepDims] = true });
                break;
            case Resize resize:
                Write(node, resize, x!);
                break;
            case ChannelShuffle shuffle:
                Write(node, shuffle, x!);
                break;
            case SpaceToDepth block:
                Yield(node, TfLiteOperator.SPACE_TO_DEPTH, false, [Map(x!)], TfLiteOptions.SpaceToDepth, new() { [Schema.SpaceToDepthOptions.BlockSize] = block.BlockSize });
                break;
            case Pad { Padding: var padding }:
                Write(node, padding, x!);
                break;
            case Graphs.Reshape:
                WriteReshape(node, x!);
                break;
            default:
                throw new ModelFormatException($"Node '{node.Name}': {node.Op.GetType().Name} cannot be written to TFLite.");
        }
    }

    /// <summary>An operator that takes maps and vectors alike.</summary>
    void Pointwise(Node node, TfLiteOperator code, TfLiteOptions type, FlatFields options, params ReadOnlySpan<int> more)
    {
        var (tensor, isVector) = values[node.Inputs[0]];
        Yield(node, code, isVector, [tensor, .. more], type, options);
    }

    /// <summary>An operator that clamps its result where the node's only reader is such an activation, which then needs none.</summary>
    void WithActivation(
        Node node, TfLiteOperator code, bool isVector, ReadOnlySpan<int> inputs, TfLiteOptions type, FlatFields options, int field, int version = 1)
    {
        Node[] readers = [.. model.Graph.ReadersOf(node).Take(2)];
        if (readers is [{ Op: Activation activation } reader] && !model.Graph.IsOutput(node) && Fused(activation) is { } fused)
        {
            options[field] = (byte)fused;
            node = reader;
        }

        Yield(node, code, isVector, inputs, type, options, version);
    }

    static TfLiteActivation? Fused(Activation activation) => activation.Bounds switch
    {
        (0, float.PositiveInfinity) => TfLiteActivation.Relu,
        (0, 6) => TfLiteActivation.Relu6,
        (-1, 1) => TfLiteActivation.ReluN1To1,
        _ => null,
    };

    void Write(Node node, Activation activation, Node x)
    {
        switch (Fused(activation))
        {
            case TfLiteActivation.Relu:
                Pointwise(node, TfLiteOperator.RELU, TfLiteOptions.None, []);
                break;
            case TfLiteActivation.Relu6:
                Pointwise(node, TfLiteOperator.RELU6, TfLiteOptions.None, []);
                break;
            case TfLiteActivation.ReluN1To1:
                Pointwise(node, TfLiteOperator.RELU_N1_TO_1, TfLiteOptions.None, []);
                break;
            case null when activation.Kind == ActivationKind.Sigmoid:
                Pointwise(node, TfLiteOperator.LOGISTIC, TfLiteOptions.None, []);
                break;
            case null when activation.Kind == ActivationKind.LeakyRelu:
                Pointwise(node, TfLiteOperator.LEAKY_RELU, TfLiteOptions.LeakyRelu, new() { [Schema.LeakyReluOptions.Alpha] = activation.Minimum });
                break;
            default:
                var (minimum, maximum) = activation.Bounds!.Value;
                var (tensor, isVector) = values[x];
                var raised = Activation(FileName($"{node.Name}.raised"), node, isVector);
                Operator(TfLiteOperator.MAXIMUM, [tensor, Scalar(node, "minimum", minimum)], raised, TfLiteOptions.MaximumMinimum, []);
                Yield(node, TfLiteOperator.MINIMUM, isVector, [raised, Scalar(node, "maximum", maximum)], TfLiteOptions.MaximumMinimum, []);
                break;
        }
    }

    void Write(Node node, Conv2d conv, Node x)
    {
        var perGroup = x.Channels / conv.Groups;
        var (input, padding) = Padded(node, x, new(conv.Kernel, conv.Stride, conv.Dilation, conv.Padding));
        int[] shape = node.IsDepthwise
            ? [1, conv.Kernel.Height, conv.Kernel.Width, conv.Channels]
            : [conv.Channels, conv.Kernel.Height, conv.Kernel.Width, perGroup];
        var kernel = Constant(
            FileName($"{node.Name}.weight"), shape, TfLiteType.FLOAT32,
            TfLiteWeights.ToFile(model.Weights[$"{node.Name}.weight"].ToFloat32().Bytes, conv, perGroup, node.IsDepthwise));
        int[] inputs = [input, kernel, Bias(node, conv.HasBias)];
        if (node.IsDepthwise)
        {
            WithActivation(node, TfLiteOperator.DEPTHWISE_CONV_2D, false, inputs, TfLiteOptions.DepthwiseConv2D, new()
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

        WithActivation(node, TfLiteOperator.CONV_2D, false, inputs, TfLiteOptions.Conv2D, new()
        {
            [Schema.Conv2DOptions.Padding] = (byte)padding,
            [Schema.Conv2DOptions.StrideH] = conv.Stride.Height,
            [Schema.Conv2DOptions.StrideW] = conv.Stride.Width,
            [Schema.Conv2DOptions.DilationH] = conv.Dilation.Height,
            [Schema.Conv2DOptions.DilationW] = conv.Dilation.Width,
        }, Schema.Conv2DOptions.FusedActivation, version: conv.Groups == 1 ? 1 : 6);
    }

    void Write(Node node, Resize resize, Node x)
    {
        var size = Integers(node, "size", [node.Shape.Height, node.Shape.Width]);
        var (alignCorners, halfPixel) = (resize.Coordinates == CoordinateMode.AlignCorners, resize.Coordinates == CoordinateMode.HalfPixel);
        if (resize.Mode == ResizeMode.Bilinear)
        {
            Yield(node, TfLiteOperator.RESIZE_BILINEAR, false, [Map(x), size], TfLiteOptions.ResizeBilinear, new()
            {
                [Schema.ResizeBilinearOptions.AlignCorners] = alignCorners,
                [Schema.ResizeBilinearOptions.HalfPixelCenters] = halfPixel,
            }, version: halfPixel ? 3 : 1);
            return;
        }

        Yield(node, TfLiteOperator.RESIZE_NEAREST_NEIGHBOR, false, [Map(x), size], TfLiteOptions.ResizeNearestNeighbor, new()
        {
            [Schema.ResizeNearestNeighborOptions.AlignCorners] = alignCorners,
            [Schema.ResizeNearestNeighborOptions.HalfPixelCenters] = halfPixel,
        }, version: alignCorners || halfPixel ? 3 : 1);
    }

    /// <summary>Channel (g, i) becomes (i, g): two axes change places.</summary>
    void Write(Node node, ChannelShuffle shuffle, Node x)
    {
        var (batch, height, width, channels) = node.Shape;
        var (pixels, perGroup) = (height * width, channels / shuffle.Groups);
        int[] shape = [-1, pixels, shuffle.Groups, perGroup];
        var groups = AddTensor(FileName($"{node.Name}.groups"), [batch, .. shape[1..]], TfLiteType.FLOAT32, buffer: 0);
        Operator(TfLiteOperator.RESHAPE, [Map(x), Integers(node, "groups.shape", shape)], groups, TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
        var shuffled = AddTensor(FileName($"{node.Name}.shuffled"), [batch, pixels, perGroup, shuffle.Groups], TfLiteType.FLOAT32, buffer: 0);
        Operator(TfLiteOperator.TRANSPOSE, [groups, Integers(node, "permutation", [0, 1, 3, 2])], shuffled, TfLiteOptions.Transpose, []);
        shape = [-1, height, width, channels];
        Yield(node, TfLiteOperator.RESHAPE, false, [shuffled, Integers(node, "shape", shape)], TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
    }

    void WriteReshape(Node node, Node x)
    {
        var (_, height, width, channels) = node.Shape;
        int[] shape = IsPixel(node) ? [-1, channels] : [-1, height, width, channels];
        Yield(node, TfLiteOperator.RESHAPE, IsPixel(node), [values[x].Tensor, Integers(node, "shape", shape)], TfLiteOptions.Reshape, new() { [Schema.ReshapeOptions.NewShape] = shape });
    }

    int Weight(Node node, int[] shape) =>
        Constant(FileName($"{node.Name}.weight"), shape, TfLiteType.FLOAT32, model.Weights[$"{node.Name}.weight"].ToFloat32().Bytes);

    /// <summary>A bias, of zeros where the node has none: not every runtime takes a layer without.</summary>
    int Bias(Node node, bool hasBias) => Constant(
        FileName($"{node.Name}.bias"), [node.Channels], TfLiteType.FLOAT32,
        hasBias ? model.Weights[$"{node.Name}.bias"].ToFloat32().Bytes : new byte[node.Channels * sizeof(float)]);

    int Integers(Node node, string suffix, ReadOnlySpan<int> numbers) => Integers(FileName($"{node.Name}.{suffix}"), [numbers.Length], numbers);

    int Scalar(Node node, string suffix, float number) =>
        Constant(FileName($"{node.Name}.{suffix}"), [1], TfLiteType.FLOAT32, MemoryMarshal.AsBytes<float>([number]).ToArray());
}
