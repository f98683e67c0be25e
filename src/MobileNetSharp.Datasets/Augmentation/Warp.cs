using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>
/// An affine map of an image about its center, bilinear; what comes from outside is mid-gray. The pixel (x, y) is taken from
/// (XX·x + XY·y + Right, YX·x + YY·y + Down), both from the center.
/// </summary>
readonly record struct Warp(float XX, float XY, float YX, float YY, float Right = 0, float Down = 0)
{
    const float Outside = 128;

    public static Warp Rotation(float degrees)
    {
        var (sine, cosine) = MathF.SinCos(degrees * MathF.PI / 180);
        return new(cosine, sine, -sine, cosine);
    }

    public Sample<TTarget> Apply<TTarget>(Sample<TTarget> sample) => sample.Move(Apply(sample.Image), Transform(sample.Image.Width, sample.Image.Height));

    public RgbImage Apply(RgbImage image)
    {
        var (width, height) = (image.Width, image.Height);
        var warped = new RgbImage(width, height);
        var (centerX, centerY) = ((width - 1) / 2f, (height - 1) / 2f);
        for (var y = 0; y < height; y++)
        {
            var row = warped.Row(y);
            var dy = y - centerY;
            for (var x = 0; x < width; x++)
            {
                var dx = x - centerX;
                Interpolate(image, (XX * dx) + (XY * dy) + Right + centerX, (YX * dx) + (YY * dy) + Down + centerY, row.Slice(3 * x, 3));
            }
        }

        return warped;
    }

    /// <summary>Where points go: the way back from where pixels are taken.</summary>
    GeometricTransform Transform(int width, int height)
    {
        var (centerX, centerY) = (width / 2.0, height / 2.0);
        return new GeometricTransform(
            width, height, XX, XY, centerX + Right - (XX * centerX) - (XY * centerY), YX, YY, centerY + Down - (YX * centerX) - (YY * centerY)).Inverse(width, height);
    }

    static void Interpolate(RgbImage image, float x, float y, Span<byte> target)
    {
        var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
        var (fractionX, fractionY) = (x - left, y - top);
        for (var channel = 0; channel < 3; channel++)
        {
            var above = Lerp(At(image, left, top, channel), At(image, left + 1, top, channel), fractionX);
            var below = Lerp(At(image, left, top + 1, channel), At(image, left + 1, top + 1, channel), fractionX);
            target[channel] = ColorMatrix.Level(Lerp(above, below, fractionY));
        }
    }

    static float Lerp(float a, float b, float part) => a + ((b - a) * part);

    static float At(RgbImage image, int x, int y, int channel)
        => (uint)x < (uint)image.Width && (uint)y < (uint)image.Height ? image.Pixels[(((y * image.Width) + x) * 3) + channel] : Outside;
}
