using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>The chunks of a PNG (PNG, third edition, §5.3): four bytes of length, four letters, data and a checksum.</summary>
static class PngChunks
{
    public const int SignatureBytes = 8, HeaderBytes = 8, ChecksumBytes = 4;

    /// <summary>Texts, profiles and previews. The codec, which is given the file in parts, copies a chunk anew for each part: one of 200 MB takes hours.</summary>
    const int LargeBytes = 1 << 20;

    /// <summary>Moves behind the next chunk; false where there is no whole one.</summary>
    public static bool Next(ReadOnlySpan<byte> png, ref int at, out ReadOnlySpan<byte> letters, out ReadOnlySpan<byte> data)
    {
        letters = data = default;
        if (png.Length - at < HeaderBytes) return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(png[at..]);
        if (length > png.Length - at - HeaderBytes) return false;
        letters = png.Slice(at + 4, 4);
        data = png.Slice(at + HeaderBytes, (int)length);
        at = Math.Min(png.Length, at + HeaderBytes + (int)length + ChecksumBytes);
        return true;
    }

    /// <summary>The same image without its large chunks that hold no pixels; the file itself where it has none. The copy counts in the limits.</summary>
    /// <exception cref="ImageFormatException">The copy would exceed the limits.</exception>
    public static ReadOnlySpan<byte> DropLarge(ReadOnlySpan<byte> png, ref DecodingLimits limits)
    {
        var length = png.Length;
        for (int at = SignatureBytes, before = at; Next(png, ref at, out var letters, out var data); before = at)
            length -= IsLarge(letters, data) ? at - before : 0;
        if (length == png.Length) return png;

        limits = limits.Less(length, ImageSignature.Png);
        var kept = new byte[length];
        var (to, from) = (0, 0);
        for (int at = SignatureBytes, before = at; Next(png, ref at, out var letters, out var data); before = at)
        {
            if (!IsLarge(letters, data)) continue;
            png[from..before].CopyTo(kept.AsSpan(to));
            (to, from) = (to + before - from, at);
        }

        png[from..].CopyTo(kept.AsSpan(to));
        return kept.AsSpan(0, to + png.Length - from);
    }

    static bool IsLarge(ReadOnlySpan<byte> letters, ReadOnlySpan<byte> data) => data.Length > LargeBytes && !letters.SequenceEqual("IDAT"u8);
}
