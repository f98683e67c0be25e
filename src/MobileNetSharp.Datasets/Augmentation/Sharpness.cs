using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>Pillow's ImageEnhance.Sharpness: between the image and one smoothed by a 3×3 filter, or beyond; the border stays.</summary>
static class Sharpness
{
    const int CenterWeight = 5, Weights = 13;

    public static RgbImage Apply(RgbImage image, float factor)
    {
        var sharpened = image.Crop(0, 0, image.Width, image.Height);
        var stride = image.Width * 3;
        var pixels = image.Pixels;
        var target = sharpened.WritablePixels;
        for (var y = 1; y < image.Height - 1; y++)
        {
            for (var i = (y * stride) + 3; i < ((y + 1) * stride) - 3; i++)
            {
                var sum = (CenterWeight - 1) * pixels[i];
                for (var row = i - stride; row <= i + stride; row += stride)
                    sum += pixels[row - 3] + pixels[row] + pixels[row + 3];
                var smooth = (float)sum / Weights;
                target[i] = ColorMatrix.Level(smooth + (factor * (pixels[i] - smooth)));
            }
        }

        return sharpened;
    }
}
