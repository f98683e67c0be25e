using System.Buffers.Binary;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Reads the orientation of a PNG's eXIf chunk (PNG, third edition, §11.3.4.4), which Skia leaves out.</summary>
static class PngExif
{
    const int TagBytes = 12;
    const ushort OrientationTag = 0x0112;

    /// <summary>The orientation, or TopLeft where there is none to be read.</summary>
    public static SKEncodedOrigin Orientation(ReadOnlySpan<byte> png)
    {
        for (var at = PngChunks.SignatureBytes; PngChunks.Next(png, ref at, out var letters, out var data);)
        {
            if (letters.SequenceEqual("eXIf"u8)) return FromTiff(data);
        }

        return SKEncodedOrigin.TopLeft;
    }

    static SKEncodedOrigin FromTiff(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8) return SKEncodedOrigin.TopLeft;
        var littleEndian = tiff[0] == 'I';
        var directory = UInt32(tiff[4..]);
        if (directory > tiff.Length - 2) return SKEncodedOrigin.TopLeft;
        var tags = tiff[(int)directory..];
        for (int left = UInt16(tags), at = 2; left > 0 && at + TagBytes <= tags.Length; left--, at += TagBytes)
        {
            if (UInt16(tags[at..]) == OrientationTag && UInt16(tags[(at + 8)..]) is >= 1 and <= 8 and var origin)
                return (SKEncodedOrigin)origin;
        }

        return SKEncodedOrigin.TopLeft;

        ushort UInt16(ReadOnlySpan<byte> bytes) => littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        uint UInt32(ReadOnlySpan<byte> bytes) => littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
