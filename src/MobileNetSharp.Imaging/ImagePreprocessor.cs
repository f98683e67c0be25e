using MobileNetSharp.Cards;

namespace MobileNetSharp.Imaging;

/// <summary>Turns images into a network's input as the model's card says.</summary>
public static class ImagePreprocessor
{
    /// <summary>A longer and thinner image would be resized to gigabytes before its center is cut out.</summary>
    const int MaxAspectRatio = 200;

    /// <summary>The image cropped and resized to <paramref name="width"/> × <paramref name="height"/>, still in 8 bits.</summary>
    /// <exception cref="ImageFormatException">The image is more than 200 times wider than high, or higher than wide.</exception>
    public static RgbImage Frame(RgbImage image, Preprocessing preprocessing, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.CropToAspectRatio)
        {
            var (left, top, boxWidth, boxHeight) = EvaluationCrops.Fit(image.Width, image.Height, width, height, preprocessing.CropFraction);
            return image.Resize(left, top, boxWidth, boxHeight, width, height, preprocessing.Interpolation);
        }

        if (preprocessing.ShortSide is not { } shortSide)
        {
            var part = preprocessing.CropFraction < 1 ? image.CentralCrop(preprocessing.CropFraction) : image;
            return part.Resize(width, height, preprocessing.Interpolation);
        }

        if (Math.Max(image.Width, image.Height) / Math.Min(image.Width, image.Height) > MaxAspectRatio)
            throw new ImageFormatException($"An image of {image.Width}x{image.Height} is too long and thin to be resized in proportion.");
        return image.ResizeShortSide(shortSide, preprocessing.Interpolation).CenterCrop(width, height);
    }

    /// <summary>Where <see cref="Frame"/> brings the points of an image of this size.</summary>
    public static GeometricTransform FrameTransform(int imageWidth, int imageHeight, Preprocessing preprocessing, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (preprocessing.ShortSide is { } shortSide)
        {
            var (resizedWidth, resizedHeight) = EvaluationCrops.ShortSideSize(imageWidth, imageHeight, shortSide);
            return GeometricTransform.Resize(imageWidth, imageHeight, resizedWidth, resizedHeight)
                .Then(GeometricTransform.Crop(EvaluationCrops.Center(resizedWidth, width), EvaluationCrops.Center(resizedHeight, height), width, height));
        }

        if (preprocessing.CropToAspectRatio)
        {
            var box = EvaluationCrops.Fit(imageWidth, imageHeight, width, height, preprocessing.CropFraction);
            var (scaleX, scaleY) = (width / box.Width, height / box.Height);
            return new(width, height, scaleX, 0, -box.Left * scaleX, 0, scaleY, -box.Top * scaleY);
        }

        if (preprocessing.CropFraction >= 1)
            return GeometricTransform.Resize(imageWidth, imageHeight, width, height);
        var (left, cropWidth) = EvaluationCrops.Middle(imageWidth, preprocessing.CropFraction);
        var (top, cropHeight) = EvaluationCrops.Middle(imageHeight, preprocessing.CropFraction);
        return GeometricTransform.Crop(left, top, cropWidth, cropHeight).Then(GeometricTransform.Resize(cropWidth, cropHeight, width, height));
    }

    /// <summary>Writes one image's <c>(H,W,3)</c> input, <c>(value − Mean)/Deviation</c>, to <paramref name="input"/>.</summary>
    public static void Prepare(RgbImage image, Preprocessing preprocessing, int width, int height, Span<float> input)
        => Normalize(Frame(image, preprocessing, width, height), preprocessing, input);

    /// <summary>Writes a framed image's <c>(value − Mean)/Deviation</c>, <c>(H,W,3)</c>, to <paramref name="input"/>.</summary>
    public static void Normalize(RgbImage framed, Preprocessing preprocessing, Span<float> input)
    {
        ArgumentNullException.ThrowIfNull(framed);
        ArgumentNullException.ThrowIfNull(preprocessing);
        if (input.Length != framed.Pixels.Length)
            throw new ArgumentException($"An input of {framed.Width}x{framed.Height}x3 has {framed.Pixels.Length} elements, not {input.Length}.", nameof(input));
        var pixels = framed.Pixels;
        Span<float> levels = stackalloc float[256];
        for (var channel = 0; channel < 3; channel++)
        {
            var (mean, deviation) = (preprocessing.Mean[channel], preprocessing.Deviation[channel]);
            var source = preprocessing.ChannelOrder == ChannelOrder.Rgb ? channel : 2 - channel;
            for (var level = 0; level < 256; level++)
                levels[level] = (level - mean) / deviation;
            for (var i = channel; i < input.Length; i += 3)
                input[i] = levels[pixels[i - channel + source]];
        }
    }
}
