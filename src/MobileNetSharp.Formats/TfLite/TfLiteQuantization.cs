using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using Schema = MobileNetSharp.Formats.TfLite.TfLiteSchema.QuantizationParameters;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>The scales of a tensor. Source: https://ai.google.dev/edge/litert/models/quantization_spec.</summary>
static class TfLiteQuantization
{
    const int BytesPerScale = sizeof(float) + sizeof(long);

    /// <summary>The quantization of a tensor of integers; null if it has no scales.</summary>
    public static Quantization? Read(TfLiteFile file, FlatTable table, TfLiteTensor tensor)
    {
        var scales = table.Vector<float>(Schema.Scale);
        if (scales.IsEmpty || tensor.ElementType is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int32))
            return null;

        var zeroPoints = table.Vector<long>(Schema.ZeroPoint);
        int? axis = scales.Length == 1 ? null : table.Scalar<int>(Schema.QuantizedDimension);
        if (table.Scalar<byte>(Schema.DetailsType) != 0)
            throw Fault(tensor, "it follows a custom scheme");
        if (!zeroPoints.IsEmpty && zeroPoints.Length != scales.Length)
            throw Fault(tensor, $"{scales.Length} scales need as many zero points, not {zeroPoints.Length}");
        if (axis is { } along && (along < 0 || along >= tensor.Shape.Length || tensor.Shape[along] != scales.Length))
            throw Fault(tensor, $"{scales.Length} scales do not fit axis {along} of [{string.Join(", ", tensor.Shape)}]");
        foreach (var scale in scales)
        {
            if (!(scale > 0) || !float.IsFinite(scale))
                throw Fault(tensor, FormattableString.Invariant($"a scale must be positive, is {scale}"));
        }

        var type = tensor.ElementType.Value;
        var (minimum, maximum) = Range(type);
        if (zeroPoints.ContainsAnyExceptInRange(minimum, maximum))
            throw Fault(tensor, $"a zero point lies outside of {minimum}…{maximum}");
        file.Spend((long)scales.Length * BytesPerScale);
        return new(type, [.. scales], zeroPoints.IsEmpty ? [.. new long[scales.Length]] : [.. zeroPoints], axis);
    }

    /// <summary>
    /// That of a bias which does not state its own: the product of input's and weight's scales, per channel where the
    /// weight's is; null if there are none or the product is not a valid scale.
    /// </summary>
    public static Quantization? ForBias(Quantization? input, Quantization? weight)
    {
        if (input is null || weight is null)
            return null;
        var scales = weight.Scales.Select(scale => input.Scales[0] * scale).ToImmutableArray();
        return scales.All(scale => scale > 0 && float.IsFinite(scale))
            ? new(ElementType.Int32, scales, [.. new long[scales.Length]], weight.Axis)
            : null;
    }

    static (long Minimum, long Maximum) Range(ElementType type) => type switch
    {
        ElementType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        ElementType.UInt8 => (byte.MinValue, byte.MaxValue),
        _ => (int.MinValue, int.MaxValue),
    };

    static ModelFormatException Fault(TfLiteTensor tensor, string fault) =>
        new($"The quantization of {tensor.Label} cannot be read: {fault}");
}
