using System.Numerics;

namespace MobileNetSharp.Imaging.Drawing;

/// <summary>Antialiased lines with round ends: a pixel is covered by its distance to the nearest segment, so crossings do not darken.</summary>
static class Strokes
{
    /// <summary>Draws polylines in one color; a line of one point is a dot. Pixel (x, y) has its center at (x + 0.5, y + 0.5).</summary>
    public static void Draw(RgbImage image, IReadOnlyList<Vector2[]> lines, RgbColor color, float width)
    {
        var radius = width / 2;
        var (left, top) = (float.PositiveInfinity, float.PositiveInfinity);
        var (right, bottom) = (float.NegativeInfinity, float.NegativeInfinity);
        foreach (var point in lines.SelectMany(line => line))
        {
            (left, right) = (Math.Min(left, point.X), Math.Max(right, point.X));
            (top, bottom) = (Math.Min(top, point.Y), Math.Max(bottom, point.Y));
        }

        var (firstColumn, endColumn) = Range(left - radius, right + radius, image.Width);
        var (firstRow, endRow) = Range(top - radius, bottom + radius, image.Height);
        for (var y = firstRow; y < endRow; y++)
        {
            var row = image.Row(y);
            for (var x = firstColumn; x < endColumn; x++)
            {
                var coverage = radius + 0.5f - Distance(lines, new Vector2(x + 0.5f, y + 0.5f));
                if (coverage > 0)
                    color.Blend(row.Slice(3 * x, 3), Math.Min(coverage, 1));
            }
        }
    }

    /// <summary>Fills whole pixels, columns left … right − 1 and rows top … bottom − 1, as far as they are in the image.</summary>
    public static void Fill(RgbImage image, int left, int top, int right, int bottom, RgbColor color)
    {
        (left, right) = (Math.Max(left, 0), Math.Min(right, image.Width));
        for (var y = Math.Max(top, 0); y < Math.Min(bottom, image.Height); y++)
        {
            for (var x = left; x < right; x++)
                color.Blend(image.Row(y).Slice(3 * x, 3), 1);
        }
    }

    static (int First, int End) Range(float from, float to, int size) =>
        ((int)Math.Clamp(MathF.Floor(from - 0.5f), 0, size), (int)Math.Clamp(MathF.Ceiling(to + 0.5f), 0, size));

    static float Distance(IReadOnlyList<Vector2[]> lines, Vector2 point)
    {
        var nearest = float.PositiveInfinity;
        foreach (var line in lines)
        {
            for (var i = 0; i < Math.Max(1, line.Length - 1); i++)
            {
                var (start, along) = (line[i], line[Math.Min(i + 1, line.Length - 1)] - line[i]);
                var length = along.LengthSquared();
                var part = length == 0 ? 0 : Math.Clamp(Vector2.Dot(point - start, along) / length, 0, 1);
                nearest = Math.Min(nearest, Vector2.DistanceSquared(point, start + (along * part)));
            }
        }

        return MathF.Sqrt(nearest);
    }
}
