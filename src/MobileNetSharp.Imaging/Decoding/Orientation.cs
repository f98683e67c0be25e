using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Turns a decoded image upright by its EXIF orientation (EXIF 2.32, tag 274).</summary>
static class Orientation
{
    /// <summary>Four of the eight orientations swap width and height.</summary>
    public static SKSizeI Upright(SKSizeI stored, SKEncodedOrigin origin) =>
        origin >= SKEncodedOrigin.LeftTop ? new(stored.Height, stored.Width) : stored;

    /// <summary>Where a point of the stored image is in the upright one.</summary>
    public static GeometricTransform Transform(SKSizeI stored, SKEncodedOrigin origin)
    {
        var (width, height) = (stored.Width, stored.Height);
        return origin switch
        {
            SKEncodedOrigin.TopRight => new(width, height, -1, 0, width, 0, 1, 0),
            SKEncodedOrigin.BottomRight => new(width, height, -1, 0, width, 0, -1, height),
            SKEncodedOrigin.BottomLeft => new(width, height, 1, 0, 0, 0, -1, height),
            SKEncodedOrigin.LeftTop => new(height, width, 0, 1, 0, 1, 0, 0),
            SKEncodedOrigin.RightTop => new(height, width, 0, -1, height, 1, 0, 0),
            SKEncodedOrigin.RightBottom => new(height, width, 0, -1, height, -1, 0, width),
            SKEncodedOrigin.LeftBottom => new(height, width, 0, 1, 0, -1, 0, width),
            _ => GeometricTransform.Identity(width, height),
        };
    }

    /// <summary>Writes RGBA rows, the first of which is <paramref name="firstRow"/> of the image of size <paramref name="stored"/>, where they are in the upright image.</summary>
    public static void Place(ReadOnlySpan<byte> rgba, SKSizeI stored, int firstRow, SKEncodedOrigin origin, RgbImage upright)
    {
        var (width, height) = (stored.Width, stored.Height);
        var (lastColumn, lastRow) = (width - 1, height - 1);
        // The stored pixel (x, y) is the upright pixel start + x·right + y·down.
        var (start, right, down) = origin switch
        {
            SKEncodedOrigin.TopLeft => (0, 1, width),
            SKEncodedOrigin.TopRight => (lastColumn, -1, width),
            SKEncodedOrigin.BottomRight => ((width * lastRow) + lastColumn, -1, -width),
            SKEncodedOrigin.BottomLeft => (width * lastRow, 1, -width),
            SKEncodedOrigin.LeftTop => (0, height, 1),
            SKEncodedOrigin.RightTop => (lastRow, height, -1),
            SKEncodedOrigin.RightBottom => ((height * lastColumn) + lastRow, -height, -1),
            SKEncodedOrigin.LeftBottom => (height * lastColumn, -height, 1),
            _ => throw new ArgumentOutOfRangeException(nameof(origin), origin, "Unknown EXIF orientation."),
        };
        var pixels = upright.WritablePixels;
        for (var y = 0; y < rgba.Length / (4 * width); y++)
        {
            var row = rgba.Slice(4 * width * y, 4 * width);
            var target = start + ((firstRow + y) * down);
            if (right == 1)
            {
                Pixels.PixelPacking.PackRow(row, pixels.Slice(3 * target, 3 * width), PixelFormat.Rgba32);
                continue;
            }

            for (var x = 0; x < width; x++, target += right)
                row.Slice(4 * x, 3).CopyTo(pixels[(3 * target)..]);
        }
    }
}
