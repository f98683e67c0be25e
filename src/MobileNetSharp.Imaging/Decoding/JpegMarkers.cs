using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Walks the markers of a JPEG (ITU-T T.81, annex B): a decoder takes a progressive file that breaks off for a coarse but whole image.</summary>
static class JpegMarkers
{
    const byte Restart0 = 0xD0, Restart7 = 0xD7, EndOfImage = 0xD9, Stuffing = 0x00, Fill = 0xFF;

    /// <summary>Whether the end-of-image marker of the first image is there; previews inside a segment do not count.</summary>
    public static bool ReachEnd(ReadOnlySpan<byte> jpeg)
    {
        const int startOfImageBytes = 2, lengthBytes = 2;
        jpeg = jpeg[startOfImageBytes..];
        while (true)
        {
            // Between segments lie a scan's entropy-coded bytes, or filling.
            var marker = jpeg.IndexOf(Fill);
            if (marker < 0 || marker + 1 >= jpeg.Length) return false;
            var code = jpeg[marker + 1];
            jpeg = jpeg[(marker + (code == Fill ? 1 : 2))..];
            if (code == EndOfImage) return true;
            if (code is Stuffing or Fill or (>= Restart0 and <= Restart7)) continue;
            if (jpeg.Length < lengthBytes) return false;
            var segmentBytes = BinaryPrimitives.ReadUInt16BigEndian(jpeg);
            if (segmentBytes > jpeg.Length) return false;
            jpeg = jpeg[segmentBytes..];
        }
    }
}
