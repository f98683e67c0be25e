namespace MobileNetSharp.Imaging;

/// <summary>
/// Where each point of an image is after a crop, a resize, a flip or another affine move: x′ = XX·x + XY·y + X,
/// y′ = YX·x + YY·y + Y. Points are measured in pixels from the top left corner, so that the first pixel's center is (0.5, 0.5).
/// </summary>
/// <param name="Width">The width of the image that results.</param>
/// <param name="Height">The height of the image that results.</param>
/// <param name="XX">How much of x becomes x′.</param>
/// <param name="XY">How much of y becomes x′.</param>
/// <param name="X">What is added to x′.</param>
/// <param name="YX">How much of x becomes y′.</param>
/// <param name="YY">How much of y becomes y′.</param>
/// <param name="Y">What is added to y′.</param>
public readonly record struct GeometricTransform(int Width, int Height, double XX, double XY, double X, double YX, double YY, double Y)
{
    /// <summary>Nothing moves.</summary>
    public static GeometricTransform Identity(int width, int height) => new(width, height, 1, 0, 0, 0, 1, 0);

    /// <summary>A rectangle of an image becomes the whole.</summary>
    public static GeometricTransform Crop(int left, int top, int width, int height) => new(width, height, 1, 0, -left, 0, 1, -top);

    /// <summary>Stretches an image from one size to another.</summary>
    public static GeometricTransform Resize(int fromWidth, int fromHeight, int width, int height) =>
        new(width, height, (double)width / fromWidth, 0, 0, 0, (double)height / fromHeight, 0);

    /// <summary>Exchanges left and right.</summary>
    public static GeometricTransform FlipHorizontally(int width, int height) => new(width, height, -1, 0, width, 0, 1, 0);

    /// <summary>This, and then another.</summary>
    public GeometricTransform Then(GeometricTransform next) => new(
        next.Width, next.Height,
        (next.XX * XX) + (next.XY * YX), (next.XX * XY) + (next.XY * YY), (next.XX * X) + (next.XY * Y) + next.X,
        (next.YX * XX) + (next.YY * YX), (next.YX * XY) + (next.YY * YY), (next.YX * X) + (next.YY * Y) + next.Y);

    /// <summary>The way back, to an image of this size.</summary>
    /// <exception cref="InvalidOperationException">The transform makes a line or a point of the image.</exception>
    public GeometricTransform Inverse(int width, int height)
    {
        var determinant = (XX * YY) - (XY * YX);
        if (determinant == 0)
            throw new InvalidOperationException("The transform has no inverse.");
        var (xx, xy, yx, yy) = (YY / determinant, -XY / determinant, -YX / determinant, XX / determinant);
        return new(width, height, xx, xy, -((xx * X) + (xy * Y)), yx, yy, -((yx * X) + (yy * Y)));
    }

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y) => ((XX * x) + (XY * y) + X, (YX * x) + (YY * y) + Y);

    /// <summary>The upright rectangle around where a rectangle goes; not cut off at the border.</summary>
    public (double Left, double Top, double Right, double Bottom) Apply(double left, double top, double right, double bottom)
    {
        var (a, b, c, d) = (Apply(left, top), Apply(right, top), Apply(left, bottom), Apply(right, bottom));
        return (
            Math.Min(Math.Min(a.X, b.X), Math.Min(c.X, d.X)), Math.Min(Math.Min(a.Y, b.Y), Math.Min(c.Y, d.Y)),
            Math.Max(Math.Max(a.X, b.X), Math.Max(c.X, d.X)), Math.Max(Math.Max(a.Y, b.Y), Math.Max(c.Y, d.Y)));
    }
}
