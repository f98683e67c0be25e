namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>Factors and addends by channel: rows of C factors (one row, or one per tap of a kernel) and one row of C addends.</summary>
sealed unsafe class PackedChannels(ReadOnlySpan<float> factors, ReadOnlySpan<float> addends)
{
    readonly AlignedMemory factors = AlignedMemory.Copy(factors);
    readonly AlignedMemory addends = AlignedMemory.Copy(addends);

    public float* Factors => factors.Pointer<float>();

    public float* Addends => addends.Pointer<float>();
}
