using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Decoding.Tiff;

/// <summary>
/// The first directory of a TIFF (TIFF 6.0, §2), read and checked before the library sees it: no field reaches beyond the file, so
/// that nothing larger than the file is allocated for one.
/// </summary>
ref struct TiffDirectory
{
    const int HeaderBytes = 8, EntryBytes = 12, ValueBytes = 4;

    readonly ReadOnlySpan<byte> tiff, entries;
    readonly bool littleEndian;

    public TiffDirectory(ReadOnlySpan<byte> tiff)
    {
        this.tiff = tiff;
        if (tiff.Length < HeaderBytes) throw ImageDecoder.Truncated(ImageSignature.Tiff, tiff.Length);
        littleEndian = tiff[0] == 'I';
        var at = UInt32(tiff[4..]);
        if (at > tiff.Length - 2 || UInt16(tiff[(int)at..]) * EntryBytes > tiff.Length - (int)at - 2)
            throw ImageDecoder.Truncated(ImageSignature.Tiff, tiff.Length);
        entries = tiff.Slice((int)at + 2, UInt16(tiff[(int)at..]) * EntryBytes);
        for (var entry = entries; entry.Length > 0; entry = entry[EntryBytes..])
        {
            var bytes = UInt32(entry[4..]) * (long)SizeOf(UInt16(entry[2..]));
            if (bytes > ValueBytes && bytes > tiff.Length - (long)UInt32(entry[8..]))
                throw ImageDecoder.Truncated(ImageSignature.Tiff, tiff.Length);
        }
    }

    public readonly bool Has(TiffField field) => Find(field).Length > 0;

    /// <summary>A field's first value, or the default where it is not there.</summary>
    public readonly long Value(TiffField field, long absent) => Values(field) is [var first, ..] ? first : absent;

    /// <summary>All values of a field of whole numbers; none where it is not there.</summary>
    public readonly long[] Values(TiffField field)
    {
        var entry = Find(field);
        if (entry.Length == 0) return [];
        var (size, count) = (SizeOf(UInt16(entry[2..])), (int)UInt32(entry[4..]));
        if (UInt16(entry[2..]) is not (1 or 3 or 4)) return [];
        var bytes = size * count <= ValueBytes ? entry[8..] : tiff[(int)UInt32(entry[8..])..];
        var values = new long[count];
        for (var i = 0; i < count; i++)
            values[i] = size switch { 1 => bytes[i], 2 => UInt16(bytes[(2 * i)..]), _ => UInt32(bytes[(4 * i)..]) };
        return values;
    }

    readonly ReadOnlySpan<byte> Find(TiffField field)
    {
        for (var entry = entries; entry.Length > 0; entry = entry[EntryBytes..])
        {
            if (UInt16(entry) == (ushort)field) return entry[..EntryBytes];
        }

        return [];
    }

    /// <summary>The bytes of a value: BYTE, ASCII, SHORT, LONG, RATIONAL, their signed relatives, FLOAT, DOUBLE, IFD.</summary>
    static int SizeOf(ushort type) => type switch { 3 or 8 => 2, 4 or 9 or 11 or 13 => 4, 5 or 10 or 12 => 8, _ => 1 };

    readonly ushort UInt16(ReadOnlySpan<byte> bytes) => littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    readonly uint UInt32(ReadOnlySpan<byte> bytes) => littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
}

/// <summary>The fields that decide whether a TIFF can be read and how large it is (TIFF 6.0, appendix A).</summary>
enum TiffField : ushort
{
    NewSubfileType = 254,
    Width = 256,
    Height = 257,
    BitsPerSample = 258,
    Compression = 259,
    Photometric = 262,
    StripOffsets = 273,
    Orientation = 274,
    SamplesPerPixel = 277,
    StripByteCounts = 279,
    TileWidth = 322,
    TileHeight = 323,
    TileOffsets = 324,
    TileByteCounts = 325,
    SubDirectories = 330,
    SampleFormat = 339,
}
