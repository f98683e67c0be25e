using System.Buffers.Binary;

namespace MobileNetSharp.Formats.Keras.Hdf5;

/// <summary>Little-endian fields one after another; reading beyond their end throws <see cref="ModelFormatException"/>.</summary>
ref struct Hdf5Fields(ReadOnlySpan<byte> bytes, string structure)
{
    readonly ReadOnlySpan<byte> bytes = bytes;

    public int Position { get; private set; }

    public readonly int Remaining => bytes.Length - Position;

    public byte Byte() => Take(1)[0];

    public int UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(sizeof(ushort)));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(sizeof(uint)));

    /// <summary>A length or an address; −1 is the address of nothing.</summary>
    public long Int64() => BinaryPrimitives.ReadInt64LittleEndian(Take(sizeof(long)));

    /// <summary>A number of 1, 2, 4 or 8 bytes.</summary>
    public long Number(int sizeBytes) => sizeBytes switch { 1 => Byte(), 2 => UInt16(), 4 => UInt32(), _ => Int64() };

    public ReadOnlySpan<byte> Take(int count)
    {
        if (count < 0 || count > Remaining)
            throw new ModelFormatException($"The HDF5 file's {structure} is cut off: {count} bytes are needed, {Remaining} are left.");
        Position += count;
        return bytes.Slice(Position - count, count);
    }

    public void Skip(long count) => Take((int)Math.Clamp(count, -1, int.MaxValue));

    /// <summary>Throws where the next bytes are not this signature.</summary>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        var found = Take(signature.Length);
        if (!found.SequenceEqual(signature))
            throw new ModelFormatException($"The HDF5 file's {structure} begins with {Convert.ToHexString(found)}, not {Convert.ToHexString(signature)}.");
    }
}
