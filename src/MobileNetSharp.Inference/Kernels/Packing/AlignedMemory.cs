namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>Memory that does not move, zeroed, from an address that is a multiple of 64. It lives as long as this object.</summary>
sealed unsafe class AlignedMemory
{
    /// <summary>A cache line, and the widest vector.</summary>
    public const int AlignmentBytes = 64;

    // The field keeps the memory behind the pointer alive. In words of 8 bytes, since an array has at most 2³¹ elements.
    readonly ulong[] words;
    readonly byte* start;

    public AlignedMemory(long sizeBytes)
    {
        words = GC.AllocateArray<ulong>(checked((int)((sizeBytes + AlignmentBytes + sizeof(ulong) - 1) / sizeof(ulong))), pinned: true);
        fixed (ulong* first = words)
            start = (byte*)(((nuint)first + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes);
    }

    /// <summary>A copy of some values.</summary>
    public static AlignedMemory Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var memory = new AlignedMemory((long)values.Length * sizeof(T));
        values.CopyTo(new Span<T>(memory.start, values.Length));
        return memory;
    }

    /// <summary>The address as that of elements of a type.</summary>
    public T* Pointer<T>()
        where T : unmanaged => (T*)start;
}
