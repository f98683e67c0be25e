namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>
/// Whether all of an image's coded data are there, which the end marker does not tell: cameras and broken uploads leave it out, and
/// some programs write other bytes before it.
/// </summary>
static class JpegCodedData
{
    /// <summary>Encoders write about ten; the codec stops at a hundred too.</summary>
    const int MaxScans = 100;

    /// <summary>The JPEG from its start to the end of its coded data, with an end marker; null where coded data are missing.</summary>
    public static byte[]? Close(ReadOnlySpan<byte> jpeg, long maxPixels) =>
        End(jpeg, maxPixels) is >= 0 and var end ? [.. jpeg[..end], JpegMarkers.Fill, JpegMarkers.EndOfImage] : null;

    static int End(ReadOnlySpan<byte> jpeg, long maxPixels)
    {
        JpegFrame? frame = null;
        var (codes, restartInterval, scans) = (new HuffmanCode?[8], 0, 0);
        for (var at = 2; JpegMarkers.Next(jpeg, ref at, out var marker, out var segment);)
        {
            if (marker == JpegMarkers.HuffmanTables)
            {
                if (!ReadCodes(segment, codes)) return -1;
            }
            else if (marker == JpegMarkers.RestartInterval)
            {
                if (segment.Length < 2) return -1;
                restartInterval = segment[0] << 8 | segment[1];
            }
            else if (JpegFrame.IsFrame(marker))
            {
                if (frame is not null || (frame = JpegFrame.Parse(marker, segment, maxPixels)) is null) return -1;
            }
            else if (marker == JpegMarkers.StartOfScan)
            {
                if (frame is null || ++scans > MaxScans) return -1;
                at = JpegScan.Follow(jpeg, at, segment, frame, codes, restartInterval);
                if (at < 0 || frame.IsWhole) return at;
            }
            else if (marker is JpegMarkers.StartOfImage or JpegMarkers.EndOfImage)
            {
                return -1;
            }
        }

        return -1;
    }

    static bool ReadCodes(ReadOnlySpan<byte> segment, HuffmanCode?[] codes)
    {
        while (segment.Length > 0)
        {
            var (kind, number) = (segment[0] >> 4, segment[0] & 15);
            segment = segment[1..];
            if (kind > 1 || number > 3 || HuffmanCode.Read(ref segment) is not { } code) return false;
            codes[(4 * kind) + number] = code;
        }

        return true;
    }
}
