using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>
/// How integers represent real numbers: <c>real = scale · (q − zeroPoint)</c>, per tensor, or per index of one axis.
/// Source: https://ai.google.dev/edge/litert/models/quantization_spec.
/// </summary>
/// <param name="Type">The stored integer type.</param>
/// <param name="Scales">One scale, or one for each index of <paramref name="Axis"/>.</param>
/// <param name="ZeroPoints">As many zero points as scales.</param>
/// <param name="Axis">The axis that the scales run along; null where there is one scale for the whole tensor.</param>
public sealed record Quantization(
    ElementType Type, ImmutableArray<float> Scales, ImmutableArray<long> ZeroPoints, int? Axis = null)
{
    /// <summary>One scale and zero point for the whole tensor.</summary>
    public static Quantization PerTensor(ElementType type, float scale, long zeroPoint) =>
        new(type, [scale], [zeroPoint]);

    /// <summary>The smallest real number that the type can hold, for per-tensor quantization.</summary>
    public float Minimum => Scales[0] * (MinimumInteger - ZeroPoints[0]);

    /// <summary>The largest real number that the type can hold, for per-tensor quantization.</summary>
    public float Maximum => Scales[0] * (MaximumInteger - ZeroPoints[0]);

    /// <inheritdoc/>
    public bool Equals(Quantization? other) =>
        other is not null && Type == other.Type && Axis == other.Axis
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan())
        && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Type, Axis, Scales.Length, Scales[0], ZeroPoints[0]);

    long MinimumInteger => Type switch
    {
        ElementType.Int8 => sbyte.MinValue,
        ElementType.UInt8 => byte.MinValue,
        ElementType.Int32 => int.MinValue,
        _ => throw new InvalidOperationException($"{Type} cannot hold quantized values."),
    };

    long MaximumInteger => Type switch
    {
        ElementType.Int8 => sbyte.MaxValue,
        ElementType.UInt8 => byte.MaxValue,
        ElementType.Int32 => int.MaxValue,
        _ => throw new InvalidOperationException($"{Type} cannot hold quantized values."),
    };

    /// <inheritdoc/>
    public override string ToString() => Scales.Length == 1 ? FormattableString.Invariant($"{Type}, scale {Scales[0]}, zero point {ZeroPoints[0]}") : $"{Type}, {Scales.Length} scales";
}

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
            return $"{type} cannot hold quantized values";
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
