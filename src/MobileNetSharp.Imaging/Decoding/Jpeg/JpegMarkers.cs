using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>Walks the markers of a JPEG (ITU-T T.81, annex B): a decoder takes a progressive file that breaks off for a coarse but whole image.</summary>
static class JpegMarkers
{
    public const byte Stuffing = 0x00, Fill = 0xFF, Temporary = 0x01, Restart0 = 0xD0, Restart7 = 0xD7,
        StartOfImage = 0xD8, EndOfImage = 0xD9, StartOfScan = 0xDA, RestartInterval = 0xDD, HuffmanTables = 0xC4;

    const int LengthBytes = 2;

    /// <summary>Whether the end-of-image marker of the first image is there; previews inside a segment do not count.</summary>
    public static bool ReachEnd(ReadOnlySpan<byte> jpeg)
    {
        for (var at = LengthBytes; Next(jpeg, ref at, out var code, out _);)
        {
            if (code == EndOfImage) return true;
            // Another image begins: this one has no end.
            if (code == StartOfImage) return false;
        }

        return false;
    }

    /// <summary>
    /// The next marker from a position on, which moves behind it and its segment; entropy-coded bytes, filling and markers
    /// without a segment that may occur inside a scan are skipped. False where the bytes end first.
    /// </summary>
    public static bool Next(ReadOnlySpan<byte> jpeg, ref int at, out byte code, out ReadOnlySpan<byte> segment)
    {
        code = 0;
        segment = default;
        while (true)
        {
            var marker = jpeg[at..].IndexOf(Fill);
            if (marker < 0 || at + marker + 1 >= jpeg.Length) return false;
            code = jpeg[at + marker + 1];
            at += marker + (code == Fill ? 1 : 2);
            if (code is EndOfImage or StartOfImage) return true;
            if (code is Stuffing or Fill or Temporary or (>= Restart0 and <= Restart7)) continue;
            if (jpeg.Length - at < LengthBytes) return false;
            var length = BinaryPrimitives.ReadUInt16BigEndian(jpeg[at..]);
            if (length < LengthBytes || length > jpeg.Length - at) return false;
            segment = jpeg.Slice(at + LengthBytes, length - LengthBytes);
            at += length;
            return true;
        }
    }
}
