namespace MobileNetSharp.Detection;

/// <summary>
/// An upright rectangle by its edges, measured from the top left corner: in pixels of an image, unless it is said that they are
/// shares of the image, 0 … 1. Right and bottom are exclusive, so that a whole image is (0, 0, width, height).
/// </summary>
/// <param name="Left">The left edge.</param>
/// <param name="Top">The top edge.</param>
/// <param name="Right">The right edge.</param>
/// <param name="Bottom">The bottom edge.</param>
public readonly record struct Box(double Left, double Top, double Right, double Bottom)
{
    /// <summary>Right − left; negative where they are exchanged.</summary>
    public double Width => Right - Left;

    /// <summary>Bottom − top; negative where they are exchanged.</summary>
    public double Height => Bottom - Top;

    /// <summary>Width × height; 0 where one of them is not positive.</summary>
    public double Area => Width > 0 && Height > 0 ? Width * Height : 0;

    /// <summary>The middle.</summary>
    public (double X, double Y) Center => ((Left + Right) / 2, (Top + Bottom) / 2);

    /// <summary>The box of a size around a point.</summary>
    public static Box FromCenter(double x, double y, double width, double height) =>
        new(x - (width / 2), y - (height / 2), x + (width / 2), y + (height / 2));

    /// <summary>The area that both have in common; 0 where they do not overlap.</summary>
    public double Intersection(Box other) =>
        new Box(Math.Max(Left, other.Left), Math.Max(Top, other.Top), Math.Min(Right, other.Right), Math.Min(Bottom, other.Bottom)).Area;

    /// <summary>The common area, divided by the area that one or both cover: 1 for equal boxes, 0 where they do not overlap or one has no area.</summary>
    public double IntersectionOverUnion(Box other)
    {
        var common = Intersection(other);
        return common > 0 ? common / (Area + other.Area - common) : 0;
    }

    /// <summary>What of it is within (0, 0, width, height); a box that is outside becomes one without area at the border.</summary>
    public Box Clip(double width, double height) =>
        new(Math.Clamp(Left, 0, width), Math.Clamp(Top, 0, height), Math.Clamp(Right, 0, width), Math.Clamp(Bottom, 0, height));

    /// <summary>The edges, with one decimal: <c>12.0, 8.5, 96.0, 64.3</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Left:F1}, {Top:F1}, {Right:F1}, {Bottom:F1}");
}
