using System.Numerics;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Imaging.Drawing;

/// <summary>
/// Draws results on an image: boxes with labels, lines, text and class maps. What is outside the image is not drawn. Sizes
/// that are left at 0 follow the image's, so that results are as readable on a thumbnail as on a photo of 12 megapixels.
/// </summary>
public static class ImageDrawing
{
    /// <summary>Draws the outline of a box, and its label on a tag of the same color above it, or inside it where there is no room above.</summary>
    /// <param name="image">The image to draw on.</param>
    /// <param name="left">The left edge in pixels; edges are rounded to whole pixels.</param>
    /// <param name="top">The top edge.</param>
    /// <param name="right">The right edge, exclusive.</param>
    /// <param name="bottom">The bottom edge, exclusive.</param>
    /// <param name="color">The color of outline and tag; the text is black or white.</param>
    /// <param name="label">The text of the tag; null or empty for none.</param>
    /// <param name="lineWidth">Of the outline, in pixels, inwards; 0: as the image's size needs.</param>
    /// <exception cref="ArgumentOutOfRangeException">An edge is NaN, or the line width is negative.</exception>
    public static void DrawBox(
        this RgbImage image, float left, float top, float right, float bottom, RgbColor color, string? label = null, int lineWidth = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentOutOfRangeException.ThrowIfNegative(lineWidth);
        var width = lineWidth > 0 ? lineWidth : (int)Math.Max(2, ShortSide(image) / 160f);
        var (l, t, r, b) = (Edge(left, nameof(left)), Edge(top, nameof(top)), Edge(right, nameof(right)), Edge(bottom, nameof(bottom)));
        Strokes.Fill(image, l, t, r, Math.Min(t + width, b), color);
        Strokes.Fill(image, l, Math.Max(b - width, t), r, b, color);
        Strokes.Fill(image, l, t, Math.Min(l + width, r), b, color);
        Strokes.Fill(image, Math.Max(r - width, l), t, r, b, color);
        if (!string.IsNullOrEmpty(label))
        {
            var (wide, high) = TagSize(image, label);
            DrawTag(image, Within(image, l, t >= high ? t - high : t, wide, high), color, label);
        }
    }

    /// <summary>
    /// Draws boxes, the first on top, and then their labels, which keep clear of each other where there is room: above their box, inside or
    /// below it. A label that is wider than the image or would hide a third of its height is left out.
    /// </summary>
    public static void DrawBoxes(this RgbImage image, IReadOnlyList<LabeledBox> boxes)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(boxes);
        foreach (var (box, color, _) in boxes.Reverse())
            image.DrawBox((float)box.Left, (float)box.Top, (float)box.Right, (float)box.Bottom, color);
        var taken = new List<PixelRectangle>();
        var places = boxes.Select(box => string.IsNullOrEmpty(box.Label) ? null : Place(image, box.Box, TagSize(image, box.Label), taken)).ToArray();
        // Where two have to overlap, the label of the first box is whole.
        foreach (var (box, place) in boxes.Zip(places).Reverse())
        {
            if (place is { } tag)
                DrawTag(image, tag, box.Color, box.Label!);
        }
    }

    /// <summary>Draws lines from point to point, antialiased and with round ends; pixel (x, y) has its center at (x + 0.5, y + 0.5).</summary>
    /// <param name="image">The image to draw on.</param>
    /// <param name="points">The points, in pixels; one point is a dot.</param>
    /// <param name="color">The color.</param>
    /// <param name="width">The line width in pixels; 0: as the image's size needs.</param>
    /// <param name="isClosed">Whether a line goes from the last point to the first: a polygon's outline.</param>
    /// <exception cref="ArgumentOutOfRangeException">A coordinate is not finite, or the width is negative or NaN.</exception>
    public static void DrawLines(this RgbImage image, ReadOnlySpan<Vector2> points, RgbColor color, float width = 0, bool isClosed = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        ThrowIfNegativeOrNaN(width, nameof(width));
        foreach (var point in points)
        {
            if (!float.IsFinite(point.X) || !float.IsFinite(point.Y))
                throw new ArgumentOutOfRangeException(nameof(points), point, "A coordinate is not finite.");
        }

        if (points.Length > 0)
            Strokes.Draw(image, [isClosed ? [.. points, points[0]] : points.ToArray()], color, width > 0 ? width : Math.Max(2, ShortSide(image) / 160f));
    }

    /// <summary>Draws one line of text. The built-in font has Latin, Greek and Cyrillic letters; others are drawn as a box.</summary>
    /// <param name="image">The image to draw on.</param>
    /// <param name="text">The text.</param>
    /// <param name="x">The left end of the baseline, in pixels.</param>
    /// <param name="y">The baseline, in pixels from the top.</param>
    /// <param name="color">The color.</param>
    /// <param name="capHeight">The height of a capital in pixels; 0: as the image's size needs.</param>
    /// <exception cref="ArgumentOutOfRangeException">The height is negative or NaN.</exception>
    public static void DrawText(this RgbImage image, string text, float x, float y, RgbColor color, float capHeight = 0)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(text);
        ThrowIfNegativeOrNaN(capHeight, nameof(capHeight));
        ImageText.Draw(image, text, x, y, color, capHeight > 0 ? capHeight : CapHeight(image));
    }

    /// <summary>Colors each pixel by its class, translucently.</summary>
    /// <param name="image">The image to draw on.</param>
    /// <param name="classes">The class of each pixel, (H,W).</param>
    /// <param name="colorOf">The color of a class; null leaves its pixels as they are (background, ignored).</param>
    /// <param name="opacity">0: nothing is seen, 1: the color alone.</param>
    /// <exception cref="ArgumentException">There is not one class for each pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The opacity is not from 0 to 1.</exception>
    public static void DrawMask(this RgbImage image, ReadOnlySpan<byte> classes, Func<int, RgbColor?> colorOf, float opacity = 0.5f)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(colorOf);
        if (classes.Length != image.Width * image.Height)
            throw new ArgumentException($"An image of {image.Width}x{image.Height} needs {image.Width * image.Height} classes, not {classes.Length}.", nameof(classes));
        if (!(opacity >= 0 && opacity <= 1))
            throw new ArgumentOutOfRangeException(nameof(opacity), opacity, "The opacity must be from 0 to 1.");
        RgbColor?[] colors = [.. Enumerable.Range(0, 256).Select(colorOf)];
        var pixels = image.WritablePixels;
        for (var i = 0; i < classes.Length; i++)
            colors[classes[i]]?.Blend(pixels.Slice(3 * i, 3), opacity);
    }

    static (int Width, int Height) TagSize(RgbImage image, string label)
    {
        var capHeight = CapHeight(image);
        return ((int)MathF.Ceiling(ImageText.Measure(label, capHeight) + capHeight), (int)MathF.Ceiling(2 * capHeight));
    }

    /// <summary>The first place at a box where a label covers no other, or the first; null where the image is too small.</summary>
    static PixelRectangle? Place(RgbImage image, Box box, (int Width, int Height) tag, List<PixelRectangle> taken)
    {
        if (tag.Width > image.Width || 3 * tag.Height > image.Height)
            return null;
        var (l, t, r, b) = (Edge((float)box.Left, nameof(box)), Edge((float)box.Top, nameof(box)), Edge((float)box.Right, nameof(box)), Edge((float)box.Bottom, nameof(box)));
        var above = t >= tag.Height ? t - tag.Height : t;
        (int Left, int Top)[] corners = [(l, above), (r - tag.Width, above), (l, t), (r - tag.Width, t), (l, b - tag.Height), (r - tag.Width, b - tag.Height), (l, b)];
        PixelRectangle[] places = [.. corners.Select(corner => Within(image, corner.Left, corner.Top, tag.Width, tag.Height))];
        var place = Array.Find(places, place => !taken.Exists(other => Overlap(place, other))) is { Width: > 0 } free ? free : places[0];
        taken.Add(place);
        return place;
    }

    static bool Overlap(PixelRectangle a, PixelRectangle b) =>
        a.Left < b.Left + b.Width && b.Left < a.Left + a.Width && a.Top < b.Top + b.Height && b.Top < a.Top + a.Height;

    static PixelRectangle Within(RgbImage image, int left, int top, int width, int height) =>
        new(Math.Max(0, Math.Min(left, image.Width - width)), Math.Clamp(top, 0, Math.Max(0, image.Height - height)), width, height);

    static void DrawTag(RgbImage image, PixelRectangle tag, RgbColor color, string label)
    {
        var capHeight = CapHeight(image);
        Strokes.Fill(image, tag.Left, tag.Top, tag.Left + tag.Width, tag.Top + tag.Height, color);
        ImageText.Draw(image, label, tag.Left + (capHeight / 2), tag.Top + (1.5f * capHeight), color.TextColor, capHeight);
    }

    static float CapHeight(RgbImage image) => Math.Max(9, ShortSide(image) / 36f);

    static int ShortSide(RgbImage image) => Math.Min(image.Width, image.Height);

    static int Edge(float value, string name)
    {
        const int far = 1 << 24;
        return float.IsNaN(value)
            ? throw new ArgumentOutOfRangeException(name, value, "An edge of a box is not a number (NaN).")
            : (int)Math.Clamp(MathF.Round(value, MidpointRounding.AwayFromZero), -far, far);
    }

    static void ThrowIfNegativeOrNaN(float value, string name)
    {
        if (!(value >= 0))
            throw new ArgumentOutOfRangeException(name, value, "The size must be at least 0.");
    }
}
