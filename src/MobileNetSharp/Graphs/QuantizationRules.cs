namespace MobileNetSharp.Graphs;

/// <summary>The rules of the quantization of an edge.</summary>
static class QuantizationRules
{
    public static void Check(string name, Shape shape, Quantization? quantization)
    {
        if (quantization is null)
            return;
        if (Fault(quantization, axis => axis switch { 0 => shape.Batch, 1 => shape.Height, 2 => shape.Width, 3 => shape.Channels, _ => -1 }) is { } fault)
            throw new GraphException(name, fault);
    }

    /// <summary>What is wrong with a quantization of a tensor whose axis lengths are given (−1: no such axis); null if nothing.</summary>
    public static string? Fault(Quantization quantization, Func<int, int> axisLength)
    {
        var (type, scales, zeroPoints, axis) = quantization;
        if (type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int32))
            return $"{type} holds no quantized values";
        if (scales.IsDefaultOrEmpty || zeroPoints.IsDefault || scales.Length != zeroPoints.Length)
            return "a quantization needs as many zero points as scales, and at least one";
        if (axis is null && scales.Length != 1)
            return $"{scales.Length} scales need an axis";
        if (axis is { } along && axisLength(along) != scales.Length)
            return $"{scales.Length} scales do not fit axis {along} of length {axisLength(along)}";
        foreach (var scale in scales)
        {
            if (!(scale > 0) || !float.IsFinite(scale))
                return FormattableString.Invariant($"a scale must be positive, is {scale}");
        }

        return null;
    }
}
