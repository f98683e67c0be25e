using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>How an image is decoded within its limits: at which of the codec's sizes, which of its rows at one time, and the side of the squares of pixels that are averaged to one.</summary>
readonly record struct DecodingPlan(SKSizeI Decoded, int RowsAtOnce, int Square, long CodecBytes)
{
    public const int RgbaBytes = 4;
    const int RgbBytes = 3, LargestSquare = 8;

    public SKSizeI Reduced => new((Decoded.Width + Square - 1) / Square, (Decoded.Height + Square - 1) / Square);

    public long PixelBytes => (long)Reduced.Width * Reduced.Height * RgbBytes;

    /// <summary>All memory while it is decoded.</summary>
    public long Bytes => CodecBytes + ((long)Decoded.Width * RowsAtOnce * RgbaBytes) + PixelBytes;

    /// <summary>As large as the limits allow; at least <paramref name="scale"/> of its size only where they do.</summary>
    /// <exception cref="ImageFormatException">At no size it stays within them.</exception>
    public static DecodingPlan From(SKCodec codec, string format, ReadOnlySpan<byte> encoded, float scale, DecodingLimits limits)
    {
        var codecBytes = CodecMemory.Bytes(format, encoded, codec.Info);
        var isReducedByCodec = format is ImageSignature.Jpeg or ImageSignature.WebP;
        var eighths = (int)MathF.Ceiling(8 * scale);
        for (var step = 0; step < LargestSquare; step++)
        {
            var decoded = codec.GetScaledDimensions(step == 0 || !isReducedByCodec ? scale : Math.Max(1, eighths - step) / 8f);
            var plan = new DecodingPlan(decoded, decoded.Height, isReducedByCodec ? 1 : step + 1, codecBytes);
            plan = plan with { RowsAtOnce = CodecMemory.RowsAtOnce(format, encoded, plan, limits) };
            if (plan.Bytes <= limits.MaxBytes) return plan;
        }

        throw TooMuch(format, codec.Info.Width, codec.Info.Height, limits);
    }

    /// <summary>An image that a library decodes as a whole, which takes so many bytes.</summary>
    /// <exception cref="ImageFormatException">At no size it stays within the limits.</exception>
    public static DecodingPlan Whole(string format, int width, int height, long codecBytes, DecodingLimits limits)
    {
        for (var square = 1; square <= LargestSquare; square++)
        {
            var plan = new DecodingPlan(new SKSizeI(width, height), height, square, codecBytes);
            if (plan.Bytes <= limits.MaxBytes) return plan;
        }

        throw TooMuch(format, width, height, limits);
    }

    public static ImageFormatException TooMuch(string format, int width, int height, DecodingLimits limits) => new(
        $"{format} of {width}x{height} pixels: decoding it takes more than the {limits.MaxBytes >> 20} MiB that are left of {DecodingBudget.MaxBytes >> 20} MiB for an image for a network and its file; scale the image down, or save it as a JPEG (not a progressive one).");
}
