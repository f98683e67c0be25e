using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx;

/// <content>One case per op of ours.</content>
sealed partial class OnnxExport
{
    void Write(Node node)
    {
        var x = node.Inputs.FirstOrDefault();
        switch (node.Op)
        {
            case Input:
                values.Add(node, (Unique(node.Name), false));
                file.Input.Add(Value(values[node].Name, node, isVector: false));
                break;
            case Conv2d conv:
                Write(node, conv, x!);
                break;
            case Linear linear:
                Yield(node, "Gemm", true, WithWeights(node, Vector(x!), linear.HasBias), Attribute("transB", 1L));
                break;
            case BatchNorm batchNorm:
                Pointwise(
                    node, "BatchNormalization",
                    [Weight(node, "weight"), Weight(node, "bias"), Weight(node, "running_mean"), Weight(node, "running_var")],
                    Attribute("epsilon", (float)batchNorm.Epsilon));
                break;
            case Activation activation:
                Write(node, activation);
                break;
            case Dropout dropout:
                Pointwise(node, "Dropout", [Scalar(node, "ratio", (float)dropout.Rate)]);
                break;
            case Softmax:
                Pointwise(node, "Softmax", [], Attribute("axis", 1L));
                break;
            case L2Normalization:
                Yield(node, "LpNormalization", false, [Map(x!)], Attribute("axis", 1L), Attribute("p", 2L));
                break;
            case Add:
                var areVectors = node.Inputs.All(input => values[input].IsVector);
                Yield(node, "Add", areVectors, [.. node.Inputs.Select(input => areVectors ? Vector(input) : Map(input))]);
                break;
            case Concat concat:
                Yield(node, "Concat", false, [.. node.Inputs.Select(Map)], Attribute("axis", concat.Axis switch
                {
                    Axis.Channels => 1L,
                    Axis.Height => 2,
                    _ => 3,
                }));
                break;
            case Pool pool:
                Write(node, pool, x!);
                break;
            case GlobalAveragePool:
                Yield(node, "GlobalAveragePool", false, [Map(x!)]);
                break;
            case Resize resize:
                Write(node, resize, x!);
                break;
            case ChannelShuffle shuffle:
                Write(node, shuffle, x!);
                break;
            case SpaceToDepth block:
                Yield(node, "SpaceToDepth", false, [Map(x!)], Attribute("blocksize", (long)block.BlockSize));
                break;
            case Pad { Padding: var padding }:
                Yield(node, "Pad", false, [Map(x!), Integers(
                    node, "pads", [0, 0, padding.Top, padding.Left, 0, 0, padding.Bottom, padding.Right])]);
                break;
            case Reshape:
                WriteReshape(node, x!);
                break;
            default:
                throw new ModelFormatException($"Node '{node.Name}': {node.Op.GetType().Name} cannot be written to ONNX.");
        }
    }

    string[] WithWeights(Node node, string x, bool hasBias) =>
        hasBias ? [x, Weight(node, "weight"), Weight(node, "bias")] : [x, Weight(node, "weight")];

    /// <summary>An operator that takes maps and vectors alike.</summary>
    void Pointwise(Node node, string op, ReadOnlySpan<string> more, params ReadOnlySpan<Schema.AttributeProto> attributes)
    {
        var (name, isVector) = values[node.Inputs[0]];
        Yield(node, op, isVector, [name, .. more], attributes);
    }

    void Write(Node node, Activation activation)
    {
        switch (activation.Kind)
        {
            case ActivationKind.Relu:
                Pointwise(node, "Relu", []);
                break;
            case ActivationKind.Sigmoid:
                Pointwise(node, "Sigmoid", []);
                break;
            case ActivationKind.LeakyRelu:
                Pointwise(node, "LeakyRelu", [], Attribute("alpha", activation.Minimum));
                break;
            default:
                var (minimum, maximum) = activation.Bounds!.Value;
                Pointwise(node, "Clip", [Scalar(node, "min", minimum), Scalar(node, "max", maximum)]);
                break;
        }
    }

    void Write(Node node, Conv2d conv, Node x)
    {
        var padding = conv.Padding.Resolve(x.Shape.Size, conv.Kernel, conv.Stride, conv.Dilation);
        Yield(
            node, "Conv", false, WithWeights(node, Map(x), conv.HasBias),
            Attribute("kernel_shape", conv.Kernel.Height, conv.Kernel.Width),
            Attribute("strides", conv.Stride.Height, conv.Stride.Width),
            Attribute("dilations", conv.Dilation.Height, conv.Dilation.Width),
            Attribute("group", (long)conv.Groups),
            Attribute("pads", padding.Top, padding.Left, padding.Bottom, padding.Right));
    }

    void Write(Node node, Pool pool, Node x)
    {
        var padding = pool.Padding.Resolve(x.Shape.Size, pool.Kernel, pool.Stride, 1);
        var attributes = new List<Schema.AttributeProto>
        {
            Attribute("kernel_shape", pool.Kernel.Height, pool.Kernel.Width),
            Attribute("strides", pool.Stride.Height, pool.Stride.Width),
            Attribute("pads", padding.Top, padding.Left, padding.Bottom, padding.Right),
        };
        if (pool.CeilMode)
            attributes.Add(Attribute("ceil_mode", 1L));
        if (pool.CountsPadding)
            attributes.Add(Attribute("count_include_pad", 1L));
        Yield(node, pool.Kind == PoolKind.Max ? "MaxPool" : "AveragePool", false, [Map(x)], attributes.ToArray());
    }

    /// <summary>The batch is free, so the size is put together from the input's first axes and the wanted height and width.</summary>
    void Write(Node node, Resize resize, Node x)
    {
        var kept = Helper(node, "batch_channels", "Shape", [Map(x)], Attribute("start", 0L), Attribute("end", 2L));
        var size = resize.Size is { } fixedSize
            ? Integers(node, "height_width", [fixedSize.Height, fixedSize.Width])
            : Helper(node, "height_width", "Shape", [Map(node.Inputs[1])], Attribute("start", 2L), Attribute("end", 4L));
        var sizes = Helper(node, "sizes", "Concat", [kept, size], Attribute("axis", 0L));
        var attributes = new List<Schema.AttributeProto>
        {
            Attribute("mode", resize.Mode == ResizeMode.Nearest ? "nearest" : "linear"),
            Attribute("coordinate_transformation_mode", resize.Coordinates switch
            {
                CoordinateMode.HalfPixel => "half_pixel",
                CoordinateMode.AlignCorners => "align_corners",
                _ => "asymmetric",
            }),
        };
        if (resize.Mode == ResizeMode.Nearest)
            attributes.Add(Attribute("nearest_mode", resize.Coordinates == CoordinateMode.Asymmetric ? "floor" : "round_prefer_ceil"));
        Yield(node, "Resize", false, [Map(x), "", "", sizes], attributes.ToArray());
    }

    void Write(Node node, ChannelShuffle shuffle, Node x)
    {
        var (_, height, width, channels) = node.Shape;
        var groups = Helper(
            node, "groups", "Reshape",
            [Map(x), Integers(node, "groups_shape", [0, shuffle.Groups, channels / shuffle.Groups, height, width])]);
        var shuffled = Helper(node, "shuffled", "Transpose", [groups], Attribute("perm", 0, 2, 1, 3, 4));
        Yield(node, "Reshape", false, [shuffled, Integers(node, "shape", [0, channels, height, width])]);
    }

    /// <summary>Our order of elements is (N,H,W,C), so they are brought into it and back.</summary>
    void WriteReshape(Node node, Node x)
    {
        var (_, height, width, channels) = node.Shape;
        var nhwc = Helper(node, "nhwc", "Transpose", [Map(x)], Attribute("perm", 0, 2, 3, 1));
        if (IsPixel(node))
        {
            Yield(node, "Reshape", true, [nhwc, Integers(node, "shape", [0, channels])]);
            return;
        }

        var reshaped = Helper(node, "reshaped", "Reshape", [nhwc, Integers(node, "shape", [0, height, width, channels])]);
        Yield(node, "Transpose", false, [reshaped], Attribute("perm", 0, 3, 1, 2));
    }
}
