namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>The segments of a JPEG that hold no image: profiles, previews, texts (T.81, B.2.4.5 and B.2.4.6), of which the codec keeps copies.</summary>
static class JpegMetadata
{
    const byte Application1 = 0xE1, Application13 = 0xED, Comment = 0xFE;

    const int LargeBytes = 4 << 20;

    /// <summary>The same image without them, but for its orientation, where they are large; the file itself where they are not. Copies count in the limits.</summary>
    /// <exception cref="ImageFormatException">The copies would exceed the limits.</exception>
    public static ReadOnlySpan<byte> Drop(ReadOnlySpan<byte> jpeg, ref DecodingLimits limits)
    {
        var (bytes, end) = (0, 0);
        for (var at = 2; JpegMarkers.Next(jpeg, ref at, out var marker, out var segment) && IsHeader(marker); end = at)
            bytes += IsMetadata(marker) ? segment.Length : 0;
        var largest = jpeg.Length - bytes + ushort.MaxValue;
        limits = limits.Less(bytes < LargeBytes ? 0 : Math.Min(bytes, largest), ImageSignature.Jpeg);
        // The codec's copies are smaller than that of the rest would be.
        if (bytes < Math.Max(LargeBytes, largest)) return jpeg;

        var kept = new byte[largest];
        jpeg[..2].CopyTo(kept);
        var (length, before, hasExif) = (2, 2, false);
        for (var at = 2; at < end && JpegMarkers.Next(jpeg, ref at, out var marker, out var segment); before = at)
        {
            var isExif = marker == Application1 && !hasExif && segment.StartsWith("Exif\0"u8);
            if (IsMetadata(marker) && !isExif) continue;
            hasExif |= isExif;
            jpeg[before..at].CopyTo(kept.AsSpan(length));
            length += at - before;
        }

        jpeg[end..].CopyTo(kept.AsSpan(length));
        return kept.AsSpan(0, length + jpeg.Length - end);
    }

    static bool IsHeader(byte marker) => marker is not (JpegMarkers.StartOfScan or JpegMarkers.StartOfImage or JpegMarkers.EndOfImage);

    static bool IsMetadata(byte marker) => marker is Comment or (>= Application1 and <= Application13);
}
