using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Turns a decoded image upright by its EXIF orientation (EXIF 2.32, tag 274).</summary>
static class Orientation
{
    /// <summary>The RGBA pixels (H,W,4) as an upright image; four of the eight orientations swap width and height.</summary>
    public static RgbImage Apply(ReadOnlySpan<byte> rgba, int width, int height, SKEncodedOrigin origin)
    {
        if (origin == SKEncodedOrigin.TopLeft)
            return RgbImage.FromPixels(rgba, width, height, PixelFormat.Rgba32);
        var (lastColumn, lastRow) = (width - 1, width * (height - 1));
        // The upright pixel (x, y) is the stored pixel start + x·right + y·down.
        var (start, right, down) = origin switch
        {
            SKEncodedOrigin.TopRight => (lastColumn, -1, width),
            SKEncodedOrigin.BottomRight => (lastRow + lastColumn, -1, -width),
            SKEncodedOrigin.BottomLeft => (lastRow, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => (lastRow, -width, 1),
            SKEncodedOrigin.RightBottom => (lastRow + lastColumn, -width, -1),
            SKEncodedOrigin.LeftBottom => (lastColumn, width, -1),
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "Unknown EXIF orientation."),
        };
        var upright = origin >= SKEncodedOrigin.LeftTop ? new RgbImage(height, width) : new RgbImage(width, height);
        for (var y = 0; y < upright.Height; y++)
        {
            var row = upright.Row(y);
            var source = start + y * down;
            for (var x = 0; x < upright.Width; x++, source += right)
                rgba.Slice(4 * source, 3).CopyTo(row[(3 * x)..]);
        }

        return upright;
    }
}
