using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;

namespace MobileNetSharp.Imaging;

/// <summary>The crops that published accuracies were measured on.</summary>
public static class EvaluationCrops
{
    /// <summary>
    /// TensorFlow's and Google's evaluation crop: the middle <paramref name="fraction"/> of width and height,
    /// each edge rounded half to even (usually 0.875).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The fraction is not in (0, 1].</exception>
    public static RgbImage CentralCrop(this RgbImage image, double fraction)
    {
        ArgumentNullException.ThrowIfNull(image);
        var (left, top, width, height) = CentralPart(image.Width, image.Height, fraction);
        return image.Crop(left, top, width, height);
    }

    internal static PixelRectangle CentralPart(int width, int height, double fraction)
    {
        if (!(fraction > 0 && fraction <= 1))
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "The central fraction must be above 0 and at most 1.");
        var ((left, partWidth), (top, partHeight)) = (Middle(width, fraction), Middle(height, fraction));
        return new(left, top, partWidth, partHeight);
    }

    /// <summary>torchvision's <c>Resize(size)</c>: the short side becomes <paramref name="size"/>, the long one size · long / short, rounded down.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is below 1, or the long side becomes too large.</exception>
    public static RgbImage ResizeShortSide(this RgbImage image, int size, Interpolation interpolation)
    {
        var (width, height) = ShortSideSize(image.Width, image.Height, size);
        return image.Resize(width, height, interpolation);
    }

    internal static (int Width, int Height) ShortSideSize(int width, int height, int size)
    {
        var longSide = (int)Math.Min((long)size * Math.Max(width, height) / Math.Min(width, height), int.MaxValue);
        return width <= height ? (size, longSide) : (longSide, size);
    }

    /// <summary>torchvision's <c>CenterCrop</c>: corners at the halved difference, rounded half to even. It does not pad.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image is smaller than the crop.</exception>
    public static RgbImage CenterCrop(this RgbImage image, int width, int height)
        => image.Crop(Center(image.Width, width), Center(image.Height, height), width, height);

    /// <summary>The central part of an image with the aspect ratio of width × height, of which a fraction is kept: Pillow's ImageOps.fit for the whole. Edges may lie between pixels.</summary>
    internal static (double Left, double Top, double Width, double Height) Fit(int imageWidth, int imageHeight, int width, int height, double fraction)
    {
        var (ratio, imageRatio) = ((double)width / height, (double)imageWidth / imageHeight);
        var boxWidth = fraction * (imageRatio > ratio ? ratio * imageHeight : imageWidth);
        var boxHeight = fraction * (imageRatio < ratio ? imageWidth / ratio : imageHeight);
        return ((imageWidth - boxWidth) / 2, (imageHeight - boxHeight) / 2, boxWidth, boxHeight);
    }

    internal static int Center(int length, int crop) => (int)Math.Round((length - crop) / 2.0);

    static (int Start, int Length) Middle(int length, double fraction)
    {
        var start = (int)Math.Round((length - fraction * length) / 2);
        var end = (int)Math.Round((length + fraction * length) / 2);
        // A fraction of a pixel would round to nothing; an image has at least one.
        return end > start ? (start, end - start) : (Math.Min(start, length - 1), 1);
    }
}
