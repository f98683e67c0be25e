using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>
/// How integers stand for real numbers: <c>real = scale · (q − zeroPoint)</c>, per tensor, or per index of one axis.
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
        _ => throw new InvalidOperationException($"{Type} holds no quantized values."),
    };

    long MaximumInteger => Type switch
    {
        ElementType.Int8 => sbyte.MaxValue,
        ElementType.UInt8 => byte.MaxValue,
        ElementType.Int32 => int.MaxValue,
        _ => throw new InvalidOperationException($"{Type} holds no quantized values."),
    };
}
