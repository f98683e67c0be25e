using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference;

/// <summary>
/// What a run writes an output to: elements of float, byte, sbyte, int, long or <see cref="Half"/>,
/// <c>(N,H,W,C)</c>. Arrays convert to it, so that values of several types go into one call:
/// <c>session.Run([pixels, sizes], [boxes, labels])</c>.
/// </summary>
public readonly struct OutputBuffer
{
    OutputBuffer(TypedMemory memory) => Memory = memory;

    /// <summary>The type of the elements.</summary>
    public ElementType Type => Memory.Type;

    /// <summary>Elements in all.</summary>
    public int Length => Memory.Length;

    internal TypedMemory Memory { get; }

    /// <summary>Memory with elements of any of the types above, else an <see cref="ArgumentException"/>.</summary>
    public static OutputBuffer From<T>(Memory<T> memory)
        where T : unmanaged => new(TypedMemory.From<T>(memory));

    /// <summary>An array of floats.</summary>
    public static implicit operator OutputBuffer(float[] values) => From<float>(values);

    /// <summary>An array of bytes.</summary>
    public static implicit operator OutputBuffer(byte[] values) => From<byte>(values);

    /// <summary>An array of sbytes.</summary>
    public static implicit operator OutputBuffer(sbyte[] values) => From<sbyte>(values);

    /// <summary>An array of ints.</summary>
    public static implicit operator OutputBuffer(int[] values) => From<int>(values);

    /// <summary>An array of longs.</summary>
    public static implicit operator OutputBuffer(long[] values) => From<long>(values);

    /// <summary>An array of <see cref="Half"/>.</summary>
    public static implicit operator OutputBuffer(Half[] values) => From<Half>(values);

    /// <summary>Memory of floats; other memory by <see cref="From{T}"/>.</summary>
    public static implicit operator OutputBuffer(Memory<float> memory) => From(memory);
}
