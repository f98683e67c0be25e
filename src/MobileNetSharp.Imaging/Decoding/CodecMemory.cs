using MobileNetSharp.Imaging.Decoding.Jpeg;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>The memory that the codecs need.</summary>
static class CodecMemory
{
    const int PngInterlaceMethodAt = 28, WebPChunkAt = 12;

    /// <summary>How many rows are decoded without the others in memory: all where the format does not allow fewer.</summary>
    public static int RowsAtOnce(string format, ReadOnlySpan<byte> encoded, DecodingPlan plan, DecodingLimits limits)
    {
        var rowBytes = plan.Decoded.Width * DecodingPlan.RgbaBytes;
        if (format == ImageSignature.Jpeg)
            return (int)Math.Clamp(limits.RowsBytes / rowBytes, 1, plan.Decoded.Height);
        if (format != ImageSignature.Png || IsInterlaced(encoded))
            return plan.Decoded.Height;
        // As many as there is room for: a PNG is decompressed from its start for each part.
        var rows = Math.Max(limits.RowsBytes, limits.MaxBytes - plan.PixelBytes) / rowBytes;
        return (int)Math.Clamp(rows / plan.Square * plan.Square, plan.Square, Math.Max(plan.Square, plan.Decoded.Height));
    }

    /// <summary>What it needs besides the pixels that it returns.</summary>
    public static long Bytes(string format, ReadOnlySpan<byte> encoded, SKImageInfo info)
    {
        var pixels = (long)info.Width * info.Height;
        return format switch
        {
            ImageSignature.Jpeg => JpegScans.Read(encoded).CoefficientBytes,
            // Its rows, of up to four 16-bit channels, are all kept until the last pass.
            ImageSignature.Png when IsInterlaced(encoded) => (encoded[PngInterlaceMethodAt - 4] == 16 ? 8 : 4) * pixels,
            // Lossless: all of its pixels; lossy: a few rows.
            ImageSignature.WebP when !encoded[WebPChunkAt..].StartsWith("VP8 "u8) => 4 * pixels,
            ImageSignature.Gif => pixels,
            _ => 0,
        };
    }

    static bool IsInterlaced(ReadOnlySpan<byte> png) => png.Length > PngInterlaceMethodAt && png[PngInterlaceMethodAt] != 0;
}
