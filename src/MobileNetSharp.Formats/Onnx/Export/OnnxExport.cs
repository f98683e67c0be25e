using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using static MobileNetSharp.Formats.Onnx.Export.OnnxAttributes;

namespace MobileNetSharp.Formats.Onnx.Export;

/// <summary>A model as ONNX's nodes and initializers, one case for each op of ours.</summary>
static class OnnxExport
{
    public const int Opset = 17;

    /// <summary>Why ONNX cannot hold the model; null where it can.</summary>
    public static string? Fault(Model model)
    {
        if (model.Graph.Nodes.FirstOrDefault(node => node.Quantization is not null) is { } quantized)
            return $"Node '{quantized.Name}' is quantized, which cannot be written to ONNX.";
        var weights = model.Graph.WeightsOf().Select(spec => spec.Name).ToHashSet(StringComparer.Ordinal);
        if (model.Graph.Outputs.FirstOrDefault(output => weights.Contains(output.Name)) is { } output)
            return $"The output '{output.Name}' has the name of a weight, which ONNX does not allow: rename it.";
        return model.Graph.WeightsOf().Sum(spec => model.Weights.TryGetValue(spec.Name, out var tensor) ? (long)tensor.Bytes.Length : 0) >= int.MaxValue
            ? "The weights take 2 GB or more, more than an ONNX file can hold."
            : null;
    }

    /// <summary>The graph; the same model gives the same graph to the bit.</summary>
    public static GraphProto Export(Model model, DetectionOutputs detections = DetectionOutputs.Raw)
    {
        var context = new OnnxExportContext(model, detections);
        foreach (var node in model.Graph.Nodes)
            Write(context, node);
        if (detections == DetectionOutputs.Suppressed)
        {
            OnnxDetections.Write(context, model);
            return context.File;
        }

        foreach (var output in model.Graph.Outputs)
            context.AddOutput(output);
        return context.File;
    }

    static void Write(OnnxExportContext context, Node node)
    {
        var x = node.Inputs.FirstOrDefault();
        switch (node.Op)
        {
            case Input:
                context.AddInput(node);
                break;
            case Conv2d conv:
                Write(context, node, conv, x!);
                break;
            case Linear linear:
                context.Add(node, "Gemm", true, WithWeights(context, node, context.Vector(x!), linear.HasBias), Attribute("transB", 1L));
                break;
            case BatchNorm batchNorm:
                Pointwise(context, node, "BatchNormalization",
                    [context.Weight(node, "weight"), context.Weight(node, "bias"), context.Weight(node, "running_mean"), context.Weight(node, "running_var")],
                    Attribute("epsilon", (float)batchNorm.Epsilon));
                break;
            case Activation activation:
                Write(context, node, activation);
                break;
            case Dropout dropout:
                Pointwise(context, node, "Dropout", [context.Scalar(node, "ratio", (float)dropout.Rate)]);
                break;
            case Softmax:
                Pointwise(context, node, "Softmax", [], Attribute("axis", 1L));
                break;
            case L2Normalization:
                context.Add(node, "LpNormalization", false, [context.Map(x!)], Attribute("axis", 1L), Attribute("p", 2L));
                break;
            case ArgMax:
                var indices = context.AddHelper(node, "indices", "ArgMax", [context.Map(x!)], Attribute("axis", 1L), Attribute("keepdims", 1L));
                context.Add(node, "Cast", false, [indices], Attribute("to", (long)TensorProto.Types.DataType.Float));
                break;
            case Add:
                var areVectors = node.Inputs.All(input => context.Value(input).IsVector);
                context.Add(node, "Add", areVectors, [.. node.Inputs.Select(input => areVectors ? context.Vector(input) : context.Map(input))]);
                break;
            case Concat concat:
                context.Add(node, "Concat", false, [.. node.Inputs.Select(context.Map)], Attribute("axis", concat.Axis switch
                {
                    Axis.Channels => 1L,
                    Axis.Height => 2,
                    _ => 3,
                }));
                break;
            case Pool pool:
                Write(context, node, pool, x!);
                break;
            case GlobalAveragePool:
                context.Add(node, "GlobalAveragePool", false, [context.Map(x!)]);
                break;
            case Resize resize:
                Write(context, node, resize, x!);
                break;
            case ChannelShuffle shuffle:
                Write(context, node, shuffle, x!);
                break;
            case SpaceToDepth block:
                context.Add(node, "SpaceToDepth", false, [context.Map(x!)], Attribute("blocksize", (long)block.BlockSize));
                break;
            case Pad { Padding: var padding }:
                context.Add(node, "Pad", false, [context.Map(x!), context.Integers(
                    node, "pads", [0, 0, padding.Top, padding.Left, 0, 0, padding.Bottom, padding.Right])]);
                break;
            case Reshape:
                WriteReshape(context, node, x!);
                break;
            default:
                throw new NotSupportedException($"Node '{node.Name}': {node.Op.GetType().Name} cannot be written to ONNX.");
        }
    }

    static string[] WithWeights(OnnxExportContext context, Node node, string x, bool hasBias) =>
        hasBias ? [x, context.Weight(node, "weight"), context.Weight(node, "bias")] : [x, context.Weight(node, "weight")];

    /// <summary>An operator that takes maps and vectors alike.</summary>
    static void Pointwise(OnnxExportContext context, Node node, string op, ReadOnlySpan<string> more, params ReadOnlySpan<AttributeProto> attributes)
    {
        var (name, isVector) = context.Value(node.Inputs[0]);
        context.Add(node, op, isVector, [name, .. more], attributes);
    }

    static void Write(OnnxExportContext context, Node node, Activation activation)
    {
        switch (activation.Kind)
        {
            case ActivationKind.Relu:
                Pointwise(context, node, "Relu", []);
                break;
            case ActivationKind.Sigmoid:
                Pointwise(context, node, "Sigmoid", []);
                break;
            case ActivationKind.LeakyRelu:
                Pointwise(context, node, "LeakyRelu", [], Attribute("alpha", activation.Minimum));
                break;
            case ActivationKind.HardSwish:
                Pointwise(context, node, "HardSwish", []);
                break;
            default:
                var (minimum, maximum) = activation.Bounds!.Value;
                Pointwise(context, node, "Clip", [context.Scalar(node, "min", minimum), context.Scalar(node, "max", maximum)]);
                break;
        }
    }

    static void Write(OnnxExportContext context, Node node, Conv2d conv, Node x)
    {
        var padding = conv.Padding.Resolve(x.Shape.Size, conv.Kernel, conv.Stride, conv.Dilation);
        context.Add(
            node, "Conv", false, WithWeights(context, node, context.Map(x), conv.HasBias),
            Attribute("kernel_shape", conv.Kernel.Height, conv.Kernel.Width),
            Attribute("strides", conv.Stride.Height, conv.Stride.Width),
            Attribute("dilations", conv.Dilation.Height, conv.Dilation.Width),
            Attribute("group", (long)conv.Groups),
            Attribute("pads", padding.Top, padding.Left, padding.Bottom, padding.Right));
    }

    static void Write(OnnxExportContext context, Node node, Pool pool, Node x)
    {
        var padding = pool.Padding.Resolve(x.Shape.Size, pool.Kernel, pool.Stride, 1);
        var attributes = new List<AttributeProto>
        {
            Attribute("kernel_shape", pool.Kernel.Height, pool.Kernel.Width),
            Attribute("strides", pool.Stride.Height, pool.Stride.Width),
            Attribute("pads", padding.Top, padding.Left, padding.Bottom, padding.Right),
        };
        if (pool.CeilMode)
            attributes.Add(Attribute("ceil_mode", 1L));
        if (pool is { Kind: PoolKind.Average, CountsPadding: true })
            attributes.Add(Attribute("count_include_pad", 1L));
        context.Add(node, pool.Kind == PoolKind.Max ? "MaxPool" : "AveragePool", false, [context.Map(x)], attributes.ToArray());
    }

    /// <summary>The batch is free, so the size is put together from the input's first axes and the wanted height and width.</summary>
    static void Write(OnnxExportContext context, Node node, Resize resize, Node x)
    {
        var kept = context.AddHelper(node, "batch_channels", "Shape", [context.Map(x)], Attribute("start", 0L), Attribute("end", 2L));
        var size = resize.Size is { } fixedSize
            ? context.Integers(node, "height_width", [fixedSize.Height, fixedSize.Width])
            : context.AddHelper(node, "height_width", "Shape", [context.Map(node.Inputs[1])], Attribute("start", 2L), Attribute("end", 4L));
        var sizes = context.AddHelper(node, "sizes", "Concat", [kept, size], Attribute("axis", 0L));
        var attributes = new List<AttributeProto>
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
        context.Add(node, "Resize", false, [context.Map(x), "", "", sizes], attributes.ToArray());
    }

    static void Write(OnnxExportContext context, Node node, ChannelShuffle shuffle, Node x)
    {
        var (_, height, width, channels) = node.Shape;
        var groups = context.AddHelper(
            node, "groups", "Reshape",
            [context.Map(x), context.Integers(node, "groups_shape", [0, shuffle.Groups, channels / shuffle.Groups, height, width])]);
        var shuffled = context.AddHelper(node, "shuffled", "Transpose", [groups], Attribute("perm", 0, 2, 1, 3, 4));
        context.Add(node, "Reshape", false, [shuffled, context.Integers(node, "shape", [0, channels, height, width])]);
    }

    /// <summary>Our order of elements is (N,H,W,C), so they are brought into it and back.</summary>
    static void WriteReshape(OnnxExportContext context, Node node, Node x)
    {
        var (_, height, width, channels) = node.Shape;
        var nhwc = context.AddHelper(node, "nhwc", "Transpose", [context.Map(x)], Attribute("perm", 0, 2, 3, 1));
        if (OnnxExportContext.IsPixel(node))
        {
            context.Add(node, "Reshape", true, [nhwc, context.Integers(node, "shape", [0, channels])]);
            return;
        }

        var reshaped = context.AddHelper(node, "reshaped", "Reshape", [nhwc, context.Integers(node, "shape", [0, height, width, channels])]);
        context.Add(node, "Transpose", false, [reshaped], Attribute("perm", 0, 3, 1, 2));
    }
}
