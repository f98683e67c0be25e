using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Imaging.Resizing;

namespace MobileNetSharp.Imaging;

/// <summary>How an image of a size becomes a network's input: which part of it is resized, and to what.</summary>
readonly record struct Framing(PixelRectangle Source, Resampling Resampling)
{
    /// <summary>A longer and thinner image would be resized to gigabytes before its center is cut out.</summary>
    const int MaxAspectRatio = 200;

    /// <summary>Where the resized image lies in the input; null where it is all of it.</summary>
    public PixelRectangle? Place { get; init; }

    /// <summary>What the rest of the input is filled with.</summary>
    public byte Level { get; init; }

    /// <summary>The input's size.</summary>
    (int Width, int Height) Size { get; init; } = (Resampling.Window.Width, Resampling.Window.Height);

    /// <exception cref="ImageFormatException">The image is more than 200 times wider than high, or higher than wide.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The resized image is smaller than the input.</exception>
    public static Framing From(int imageWidth, int imageHeight, Preprocessing preprocessing, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.Letterbox is not null)
            return Within(imageWidth, imageHeight, preprocessing, preprocessing.Letterbox, width, height);
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

    /// <summary>The largest size within the input that has the image's aspect ratio, to whole pixels.</summary>
    static Framing Within(int imageWidth, int imageHeight, Preprocessing preprocessing, Letterbox letterbox, int width, int height)
    {
        var scale = Math.Min((double)width / imageWidth, (double)height / imageHeight);
        var (innerWidth, innerHeight) = (Math.Clamp((int)Math.Round(imageWidth * scale), 1, width), Math.Clamp((int)Math.Round(imageHeight * scale), 1, height));
        var (left, top) = letterbox.Position == LetterboxPosition.Center ? ((width - innerWidth) / 2, (height - innerHeight) / 2) : (0, 0);
        return new(PixelRectangle.Whole(imageWidth, imageHeight), new Resampling(innerWidth, innerHeight, preprocessing.Interpolation))
        {
            Place = new(left, top, innerWidth, innerHeight),
            Level = letterbox.Level,
            Size = (width, height),
        };
    }

    /// <summary>Writes the input's pixels, (H,W,3).</summary>
    /// <param name="source">The whole image.</param>
    /// <param name="resampler">What resizes.</param>
    /// <param name="buffer">Memory for the resized image, where it is not all of the input.</param>
    /// <param name="target">Takes the pixels.</param>
    public void Apply(PixelRows source, Resampler resampler, ref byte[] buffer, Span<byte> target)
    {
        if (Place is not { } place)
        {
            resampler.Resize(source.Crop(Source), Resampling, target);
            return;
        }

        var resized = Resampler.Buffer(ref buffer, place.Width * place.Height * 3);
        resampler.Resize(source.Crop(Source), Resampling, resized);
        target.Fill(Level);
        for (var y = 0; y < place.Height; y++)
            resized.Slice(y * place.Width * 3, place.Width * 3).CopyTo(target[((((place.Top + y) * Size.Width) + place.Left) * 3)..]);
    }

    /// <summary>Where the points of the image go.</summary>
    public GeometricTransform Transform => Place is { } place
        ? new(Size.Width, Size.Height, (double)place.Width / Source.Width, 0, place.Left, 0, (double)place.Height / Source.Height, place.Top)
        : Resampling is { Columns: { } columns, Rows: { } rows }
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
