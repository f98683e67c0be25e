namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Reduces an image by the average of squares of pixels; those at the right and lower edges may be cut off.</summary>
static class PixelSquares
{
    /// <summary>Reduces RGBA rows, in place; the result is the beginning of them.</summary>
    public static Span<byte> Average(Span<byte> rgba, int width, int side)
    {
        if (side == 1) return rgba;
        var rows = rgba.Length / (4 * width);
        var target = 0;
        for (var top = 0; top < rows; top += side)
        {
            for (var left = 0; left < width; left += side, target += 4)
                Average(rgba, rgba.Slice(target, 4), width, left, top, Math.Min(side, width - left), Math.Min(side, rows - top));
        }

        return rgba[..target];
    }

    static void Average(ReadOnlySpan<byte> rgba, Span<byte> average, int width, int left, int top, int across, int down)
    {
        var (red, green, blue, count) = (0, 0, 0, across * down);
        for (var y = top; y < top + down; y++)
        {
            var row = rgba.Slice(4 * ((y * width) + left), 4 * across);
            for (var x = 0; x < row.Length; x += 4)
                (red, green, blue) = (red + row[x], green + row[x + 1], blue + row[x + 2]);
        }

        var half = count / 2;
        (average[0], average[1], average[2]) = ((byte)((red + half) / count), (byte)((green + half) / count), (byte)((blue + half) / count));
    }
}
