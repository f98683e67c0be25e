using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Imaging.Resizing;

namespace MobileNetSharp.Imaging;

/// <summary>How an image of a size becomes a network's input: which part of it is resized, and to what.</summary>
readonly record struct Framing(PixelRectangle Source, Resampling Resampling)
{
    /// <summary>A longer and thinner image would be resized to gigabytes before its center is cut out.</summary>
    const int MaxAspectRatio = 200;

    /// <exception cref="ImageFormatException">The image is more than 200 times wider than high, or higher than wide.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The resized image is smaller than the input.</exception>
    public static Framing From(int imageWidth, int imageHeight, Preprocessing preprocessing, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.ShortSide is not { } shortSide)
        {
            var part = preprocessing.CropFraction < 1
                ? EvaluationCrops.CentralPart(imageWidth, imageHeight, preprocessing.CropFraction)
                : PixelRectangle.Whole(imageWidth, imageHeight);
            return new(part, new Resampling(width, height, preprocessing.Interpolation));
        }

        if (Math.Max(imageWidth, imageHeight) / Math.Min(imageWidth, imageHeight) > MaxAspectRatio)
            throw new ImageFormatException($"An image of {imageWidth}x{imageHeight} is too long and thin to be resized in proportion.");
        var (resizedWidth, resizedHeight) = EvaluationCrops.ShortSideSize(imageWidth, imageHeight, shortSide);
        if (width > resizedWidth || height > resizedHeight)
            throw new ArgumentOutOfRangeException(nameof(width), $"A crop of {width}x{height} is not inside an image of {resizedWidth}x{resizedHeight}.");
        var window = new PixelRectangle(EvaluationCrops.Center(resizedWidth, width), EvaluationCrops.Center(resizedHeight, height), width, height);
        return new(PixelRectangle.Whole(imageWidth, imageHeight), new Resampling(resizedWidth, resizedHeight, preprocessing.Interpolation, window));
    }

    /// <summary>Where the points of the image go.</summary>
    public GeometricTransform Transform => GeometricTransform.Crop(Source.Left, Source.Top, Source.Width, Source.Height)
        .Then(GeometricTransform.Resize(Source.Width, Source.Height, Resampling.Width, Resampling.Height))
        .Then(GeometricTransform.Crop(Resampling.Window.Left, Resampling.Window.Top, Resampling.Window.Width, Resampling.Window.Height));
}
