using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// The bytes of a FlatBuffer, little-endian; every read and every offset is checked against the bounds.
/// Format: https://flatbuffers.dev/internals/.
/// </summary>
readonly struct FlatBuffer(ReadOnlyMemory<byte> bytes)
{
    public ReadOnlyMemory<byte> Bytes => bytes;

    public T Read<T>(long at)
        where T : unmanaged => MemoryMarshal.Read<T>(Slice(at, Unsafe.SizeOf<T>()).Span);

    /// <summary>The position that the offset stored at a position leads to.</summary>
    public long Follow(long at) => at + Read<uint>(at);

    /// <summary>The elements of a vector: its length comes first, in 32 bits.</summary>
    public ReadOnlyMemory<byte> Vector(long at, int elementBytes) => Slice(at + 4, (long)Read<uint>(at) * elementBytes);

    public ReadOnlyMemory<byte> Slice(long at, long length)
    {
        if (at < 0 || at > bytes.Length - length)
            throw new ModelFormatException($"The file ends at byte {bytes.Length}, but {length} bytes are expected further on", at);
        return bytes.Slice((int)at, (int)length);
    }
}

/// <summary>A table of a FlatBuffer: fields by number, each of which may be absent. The default is a table without any.</summary>
readonly struct FlatTable
{
    const int VtableHeaderBytes = 4;

    readonly FlatBuffer buffer;
    readonly long position;
    readonly long vtable;
    readonly int vtableBytes;
    readonly int tableBytes;

    public FlatTable(FlatBuffer buffer, long position)
    {
        (this.buffer, this.position) = (buffer, position);
        vtable = position - buffer.Read<int>(position);
        vtableBytes = buffer.Read<ushort>(vtable);
        tableBytes = buffer.Read<ushort>(vtable + 2);
        if (vtableBytes < VtableHeaderBytes || tableBytes < sizeof(int))
            throw new ModelFormatException("A table of the FlatBuffer has no valid list of fields", position);
        buffer.Slice(vtable, vtableBytes);
        buffer.Slice(position, tableBytes);
    }

    public static FlatTable Root(FlatBuffer buffer) => new(buffer, buffer.Follow(0));

    public bool Has(int field) => Find(field, 1) != 0;

    public T Scalar<T>(int field, T fallback = default)
        where T : unmanaged => Find(field, Unsafe.SizeOf<T>()) is var at and not 0 ? buffer.Read<T>(at) : fallback;

    public FlatTable Table(int field) => Reference(field) is var at and not 0 ? new(buffer, at) : default;

    public FlatTables Tables(int field) => Reference(field) is var at and not 0 ? new(buffer, at) : default;

    public ReadOnlyMemory<byte> Bytes(int field) => Reference(field) is var at and not 0 ? buffer.Vector(at, 1) : default;

    public ReadOnlySpan<T> Vector<T>(int field)
        where T : unmanaged => Reference(field) is var at and not 0
            ? MemoryMarshal.Cast<byte, T>(buffer.Vector(at, Unsafe.SizeOf<T>()).Span)
            : default;

    /// <summary>A string, cut off after so many bytes: a name is shown and stored, and must not be as long as a file.</summary>
    public string Text(int field, int maximumBytes)
    {
        var bytes = Bytes(field);
        return Encoding.UTF8.GetString(bytes.Span[..Math.Min(bytes.Length, maximumBytes)]);
    }

    long Reference(int field) => Find(field, sizeof(uint)) is var at and not 0 ? buffer.Follow(at) : 0;

    /// <summary>Where a field of so many bytes lies; 0 if it is absent.</summary>
    long Find(int field, int sizeBytes)
    {
        var entry = VtableHeaderBytes + (field * sizeof(ushort));
        var offset = entry + sizeof(ushort) <= vtableBytes ? buffer.Read<ushort>(vtable + entry) : 0;
        if (offset != 0 && (offset < sizeof(int) || offset + sizeBytes > tableBytes))
            throw new ModelFormatException($"Field {field} of a table lies outside of the table's {tableBytes} bytes", position);
        return offset == 0 ? 0 : position + offset;
    }
}

/// <summary>A vector of tables; each is checked when it is asked for. The default is empty.</summary>
readonly struct FlatTables
{
    readonly FlatBuffer buffer;
    readonly long elements;

    public FlatTables(FlatBuffer buffer, long position)
    {
        Count = buffer.Vector(position, sizeof(uint)).Length / sizeof(uint);
        (this.buffer, elements) = (buffer, position + sizeof(uint));
    }

    public int Count { get; }

    /// <summary>The table of that index, which the file may have wrong; <paramref name="what"/> is its kind, for the message.</summary>
    public FlatTable At(long index, string what)
    {
        if (index < 0 || index >= Count)
            throw new ModelFormatException($"The file refers to {what} {index}, but has {Count} of them");
        return new(buffer, buffer.Follow(elements + (index * sizeof(uint))));
    }
}
