namespace MobileNetSharp.Inference.Kernels;

/// <summary>Factors and addends by channel: rows of C factors (one row, or one per tap of a kernel) and one row of C addends.</summary>
sealed class PackedChannels(ReadOnlySpan<float> factors, ReadOnlySpan<float> addends)
{
    public AlignedFloats Factors { get; } = new(factors);

    public AlignedFloats Addends { get; } = new(addends);
}
