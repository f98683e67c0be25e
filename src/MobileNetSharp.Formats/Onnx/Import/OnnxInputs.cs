using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>The inputs of a file: images in ONNX's layout, or in TensorFlow's where the first thing that happens is a transposition from it.</summary>
static class OnnxInputs
{
    /// <summary>So many nodes may stand between an input whose channels are free and the layer that tells them.</summary>
    const int MaximumSteps = 16;

    /// <summary>Declares an input; a height and width that the file leaves free are those given.</summary>
    public static void Declare(OnnxImportContext context, ValueInfoProto input, Size? size)
    {
        var type = input.Type?.TensorType;
        var elementType = (TensorProto.Types.DataType)(type?.ElemType ?? 0);
        if (elementType is not (TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16))
            throw new ModelFormatException($"The input '{input.Name}' has elements of type {elementType}; only float can be read.");
        var dims = Dims(input.Name, type?.Shape);
        var isHwc = context.Readers(input.Name).Any(IsFromHwc) && context.Readers(input.Name).All(node => IsFromHwc(node) || node.OpType == "Shape");
        var (channels, height, width) = isHwc ? (dims[3], dims[1], dims[2]) : (dims[1], dims[2], dims[3]);
        channels ??= Channels(context, input.Name) ?? throw new ModelFormatException($"The input '{input.Name}' leaves its channels free, and no layer tells how many there are.");
        var isSizeFree = height is null || width is null;
        if (isSizeFree)
        {
            var chosen = size ?? throw new ModelCardException(
                ModelCardPart.InputSize, $"The input '{input.Name}' takes images of any size, and the file does not say which size the network is meant for.");
            (height, width) = (chosen.Height, chosen.Width);
        }

        try
        {
            var op = new Input(new Shape(dims[0] ?? 1, height!.Value, width!.Value, channels.Value))
            {
                Layout = isHwc ? TensorLayout.Nhwc : null,
                IsSizeFree = isSizeFree,
            };
            var node = context.Builder.Node(context.UniqueName(input.Name), op);
            context.Define(input.Name, OnnxValue.FromNode(node, isHwc ? Layouts.Hwc : Layouts.Chw));
        }
        catch (GraphException e)
        {
            throw new ModelFormatException($"The input '{input.Name}': {e.Rule}.", e);
        }
    }

    /// <summary>The four axes; null for a free one: named, 0, −1, or without any shape.</summary>
    static int?[] Dims(string name, TensorShapeProto? shape)
    {
        if (shape is null)
            return new int?[4];
        if (shape.Dim.Count != 4 || shape.Dim.Any(dim => dim.DimValue > int.MaxValue))
            throw new ModelFormatException($"The input '{name}' must be an image (N,C,H,W), is [{string.Join(", ", shape.Dim.Select(Text))}].");
        return [.. shape.Dim.Select(dim => dim.DimValue > 0 ? (int)dim.DimValue : (int?)null)];
    }

    static string Text(TensorShapeProto.Types.Dimension dim) =>
        dim.DimParam.Length > 0 ? dim.DimParam : dim.DimValue > 0 ? FormattableString.Invariant($"{dim.DimValue}") : "free";

    static bool IsFromHwc(NodeProto node) => node.OpType == "Transpose" && new OnnxNode(node).Integers("perm") is [0, 3, 1, 2];

    /// <summary>The channels that the first layer takes.</summary>
    static int? Channels(OnnxImportContext context, string value)
    {
        for (var step = 0; step < MaximumSteps; step++)
        {
            if (context.Readers(value).FirstOrDefault(node => node.OpType != "Shape") is not { } reader || reader.Output.Count == 0)
                return null;
            var weight = reader.Input.Count > 1 ? context.FindConstant(reader.Input[1])?.Shape : null;
            switch (reader.OpType)
            {
                case "Conv" when weight is [_, var perGroup, _, _]:
                    return int.CreateSaturating(perGroup * Math.Max(1, new OnnxNode(reader).Integer("group", 1)));
                case "BatchNormalization" when weight is [var count]:
                    return count;
                default:
                    value = reader.Output[0];
                    break;
            }
        }

        return null;
    }
}
