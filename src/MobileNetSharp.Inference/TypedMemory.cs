using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference;

/// <summary>Memory with elements of a type that is known at run time, so that memory of several types goes into one call.</summary>
readonly unsafe struct TypedMemory
{
    readonly object? owner;
    readonly int start;

    TypedMemory(object? owner, int start, int length, ElementType type) => (this.owner, this.start, Length, Type) = (owner, start, length, type);

    /// <summary>Elements.</summary>
    public int Length { get; }

    public ElementType Type { get; }

    public static TypedMemory From<T>(ReadOnlyMemory<T> memory)
        where T : unmanaged
    {
        if (MemoryMarshal.TryGetMemoryManager<T, MemoryManager<T>>(memory, out var manager, out var start, out var length))
            return new TypedMemory(manager, start, length, TypeOf<T>());
        MemoryMarshal.TryGetArray(memory, out var array);
        return new TypedMemory(array.Array, array.Offset, array.Count, TypeOf<T>());
    }

    /// <summary>The element type of a .NET type, or an <see cref="ArgumentException"/> for one that no tensor has.</summary>
    public static ElementType TypeOf<T>() =>
        typeof(T) == typeof(float) ? ElementType.Float32
        : typeof(T) == typeof(byte) ? ElementType.UInt8
        : typeof(T) == typeof(sbyte) ? ElementType.Int8
        : typeof(T) == typeof(int) ? ElementType.Int32
        : typeof(T) == typeof(long) ? ElementType.Int64
        : typeof(T) == typeof(Half) ? ElementType.Float16
        : throw new ArgumentException($"No tensor has elements of {typeof(T)}: they are float, byte, sbyte, int, long or Half.");

    /// <summary>Holds the memory in its place.</summary>
    public MemoryHandle Pin()
    {
        if (owner is IPinnable manager)
            return manager.Pin(start);
        if (owner is not Array array)
            return default;
        var handle = GCHandle.Alloc(array, GCHandleType.Pinned);
        var first = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        return new MemoryHandle(first + ((long)start * Type.SizeBytes()), handle);
    }
}
