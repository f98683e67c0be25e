using System.Buffers.Binary;

namespace MobileNetSharp.Imaging.Decoding.Jpeg;

/// <summary>The size of a JPEG, its scans, and what decoding them together keeps in memory (T.81, B.2.2 and B.2.3).</summary>
readonly record struct JpegScans(int Width, int Height, int Count, long CoefficientBytes)
{
    /// <summary>Encoders write about ten scans; each takes the time of the whole image, however few its bytes are.</summary>
    const long MaxScanPixels = 1L << 31;

    const int BlockBytes = 128;

    /// <summary>Of the first frame; as far as the bytes go.</summary>
    public static JpegScans Read(ReadOnlySpan<byte> jpeg)
    {
        var (width, height, scans, components, blocks, isBuffered) = (0, 0, 0, 0, 0L, false);
        for (var at = 2; JpegMarkers.Next(jpeg, ref at, out var marker, out var segment);)
        {
            if (marker is JpegMarkers.EndOfImage or JpegMarkers.StartOfImage) break;
            if (marker == JpegMarkers.StartOfScan)
            {
                scans++;
                isBuffered |= segment.Length > 0 && segment[0] < components;
            }
            else if (JpegFrame.IsFrame(marker) && components == 0 && segment.Length >= JpegFrame.HeaderBytes)
            {
                (height, width, components) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]), segment[5]);
                (blocks, isBuffered) = (Blocks(segment, width, height), JpegFrame.IsProgressiveMarker(marker));
            }
        }

        return new(width, height, scans, isBuffered ? blocks * BlockBytes : 0);
    }

    /// <exception cref="ImageFormatException">There are so many scans of so many pixels that decoding would take minutes, or their coefficients take too much memory.</exception>
    public void Check(DecodingLimits limits)
    {
        var pixels = (long)Width * Height;
        if (pixels > limits.MaxPixels) return;
        if (Count > 1 && Count * pixels > MaxScanPixels)
            throw new ImageFormatException($"JPEG of {Width}x{Height} pixels in {Count} scans: above the limit of {MaxScanPixels / pixels} scans for so many pixels; save it again as a JPEG that is not progressive.");
        // At an eighth of its size the codec's and the image's pixels are the least.
        if (CoefficientBytes > limits.MaxBytes - Math.Min(limits.MaxBytes, pixels / 8))
            throw DecodingPlan.TooMuch(ImageSignature.Jpeg, Width, Height, limits);
    }

    /// <summary>The blocks of 8×8 coefficients of all components.</summary>
    static long Blocks(ReadOnlySpan<byte> segment, int width, int height)
    {
        var (across, down, perMcu) = (1, 1, 0L);
        for (var at = JpegFrame.HeaderBytes + 1; at < segment.Length; at += JpegFrame.ComponentBytes)
        {
            var (horizontal, vertical) = (segment[at] >> 4, segment[at] & 15);
            (across, down, perMcu) = (Math.Max(across, horizontal), Math.Max(down, vertical), perMcu + (horizontal * vertical));
        }

        return ((width + (8 * across) - 1) / (8 * across)) * (long)((height + (8 * down) - 1) / (8 * down)) * perMcu;
    }
}
