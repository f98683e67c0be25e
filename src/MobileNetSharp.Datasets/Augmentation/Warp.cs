using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>Affine maps of an image about its center, bilinear; what comes from outside is mid-gray.</summary>
static class Warp
{
    const float Outside = 128;

    public static RgbImage Rotate(RgbImage image, float degrees)
    {
        var (sine, cosine) = MathF.SinCos(degrees * MathF.PI / 180);
        return Apply(image, cosine, sine, -sine, cosine);
    }

    /// <summary>The pixel (x, y) is taken from (xx·x + xy·y + right, yx·x + yy·y + down), both from the center.</summary>
    public static RgbImage Apply(RgbImage image, float xx, float xy, float yx, float yy, float right = 0, float down = 0)
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
                Sample(image, (xx * dx) + (xy * dy) + right + centerX, (yx * dx) + (yy * dy) + down + centerY, row.Slice(3 * x, 3));
            }
        }

        return warped;
    }

    static void Sample(RgbImage image, float x, float y, Span<byte> target)
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
