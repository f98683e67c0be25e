using SkiaSharp;

namespace MobileNetSharp.Imaging.Drawing;

/// <summary>Text on the pixels of an image, in the built-in font.</summary>
static class ImageText
{
    /// <summary>Capitals of the built-in font are this part of its size high.</summary>
    static readonly Lazy<float> CapHeightOfSize = new(() =>
    {
        using var font = TextFont.Create(1000, bold: true);
        return font.Metrics.CapHeight / 1000;
    });

    /// <summary>The width of a text in pixels.</summary>
    public static float Measure(string text, float capHeight) => (float)TextFont.Width(text, Size(capHeight), bold: true);

    /// <summary>Draws a line of text whose baseline begins at (x, y).</summary>
    public static void Draw(RgbImage image, string text, float x, float y, RgbColor color, float capHeight)
    {
        using var font = TextFont.Create(Size(capHeight), bold: true);
        font.MeasureText(text, out var bounds);
        var left = (int)Math.Clamp(MathF.Floor(x + bounds.Left) - 1, 0, image.Width);
        var top = (int)Math.Clamp(MathF.Floor(y + bounds.Top) - 1, 0, image.Height);
        var right = (int)Math.Clamp(MathF.Ceiling(x + bounds.Right) + 1, left, image.Width);
        var bottom = (int)Math.Clamp(MathF.Ceiling(y + bounds.Bottom) + 1, top, image.Height);
        if (right == left || bottom == top)
            return;
        using var coverage = new SKBitmap(new SKImageInfo(right - left, bottom - top, SKColorType.Alpha8, SKAlphaType.Premul));
        using var canvas = new SKCanvas(coverage);
        using var paint = new SKPaint { Color = SKColors.White, IsAntialias = true };
        canvas.Clear();
        canvas.DrawText(text, x - left, y - top, SKTextAlign.Left, font, paint);
        canvas.Flush();
        Blend(image, coverage.GetPixelSpan(), coverage.RowBytes, left, top, right, bottom, color);
    }

    static void Blend(RgbImage image, ReadOnlySpan<byte> coverage, int rowBytes, int left, int top, int right, int bottom, RgbColor color)
    {
        for (var y = top; y < bottom; y++)
        {
            var row = image.Row(y);
            for (var x = left; x < right; x++)
            {
                var level = coverage[((y - top) * rowBytes) + x - left];
                if (level > 0)
                    color.Blend(row.Slice(3 * x, 3), level / 255f);
            }
        }
    }

    static float Size(float capHeight) => capHeight / CapHeightOfSize.Value;
}
