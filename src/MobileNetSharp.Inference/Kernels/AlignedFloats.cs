namespace MobileNetSharp.Inference.Kernels;

/// <summary>Floats that do not move, zeroed, from an address that is a multiple of 64. They live as long as this object.</summary>
sealed unsafe class AlignedFloats
{
    const int AlignmentBytes = 64;

    // The field keeps the memory behind Pointer alive.
    readonly float[] array;

    public AlignedFloats(long count)
    {
        array = GC.AllocateArray<float>(checked((int)(count + (AlignmentBytes / sizeof(float)))), pinned: true);
        fixed (float* start = array)
            Pointer = (float*)(((nuint)start + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
    }

    public AlignedFloats(ReadOnlySpan<float> values)
        : this(values.Length) => values.CopyTo(new Span<float>(Pointer, values.Length));

    public float* Pointer { get; }

    /// <summary>Floats that were allocated, alignment included.</summary>
    public int Capacity => array.Length;
}
