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
        if (preprocessing.CropToAspectRatio)
            return Fit(imageWidth, imageHeight, preprocessing, width, height);
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

    /// <summary>Pillow resizes a part whose edges may lie between pixels; TensorFlow crops whole pixels before it resizes.</summary>
    static Framing Fit(int imageWidth, int imageHeight, Preprocessing preprocessing, int width, int height)
    {
        var (left, top, partWidth, partHeight) = EvaluationCrops.Fit(imageWidth, imageHeight, width, height, preprocessing.CropFraction);
        var resampling = new Resampling(width, height, preprocessing.Interpolation);
        if (preprocessing.Interpolation is Interpolation.PillowBilinear or Interpolation.PillowBicubic or Interpolation.PillowLanczos or Interpolation.PillowNearest)
        {
            var (columns, rows) = (new ResizeSpan((float)left, (float)(left + partWidth)), new ResizeSpan((float)top, (float)(top + partHeight)));
            return new(PixelRectangle.Whole(imageWidth, imageHeight), resampling with { Columns = columns, Rows = rows });
        }

        var (x, y) = ((int)left, (int)top);
        var (wide, high) = (Math.Clamp((int)Math.Round(partWidth), 1, imageWidth - x), Math.Clamp((int)Math.Round(partHeight), 1, imageHeight - y));
        return new(new PixelRectangle(x, y, wide, high), resampling);
    }

    /// <summary>Where the points of the image go.</summary>
    public GeometricTransform Transform => Resampling is { Columns: { } columns, Rows: { } rows }
        ? Stretch(columns, rows, Resampling.Width, Resampling.Height)
        : GeometricTransform.Crop(Source.Left, Source.Top, Source.Width, Source.Height)
            .Then(GeometricTransform.Resize(Source.Width, Source.Height, Resampling.Width, Resampling.Height))
            .Then(GeometricTransform.Crop(Resampling.Window.Left, Resampling.Window.Top, Resampling.Window.Width, Resampling.Window.Height));

    static GeometricTransform Stretch(ResizeSpan columns, ResizeSpan rows, int width, int height)
    {
        var (x, y) = (1 / columns.Scale(width), 1 / rows.Scale(height));
        return new(width, height, x, 0, -columns.Start * x, 0, y, -rows.Start * y);
    }
}
