using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Imaging.Resizing;

namespace MobileNetSharp.Imaging;

/// <summary>Turns images into a network's input as the model's card says.</summary>
public static class ImagePreprocessor
{
    /// <summary>The image cropped and resized to <paramref name="width"/> × <paramref name="height"/>, still in 8 bits.</summary>
    /// <exception cref="ImageFormatException">The image is more than 200 times wider than high, or higher than wide.</exception>
    public static RgbImage Frame(RgbImage image, Preprocessing preprocessing, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(image);
        return Frame(new PixelRows(image), preprocessing, width, height);
    }

    /// <inheritdoc cref="Frame(RgbImage, Preprocessing, int, int)"/>
    internal static RgbImage Frame(PixelRows image, Preprocessing preprocessing, int width, int height)
    {
        var framing = Framing.From(image.Width, image.Height, preprocessing, width, height);
        var framed = new RgbImage(width, height);
        byte[] buffer = [];
        framing.Apply(image, new Resampler(), ref buffer, framed.WritablePixels);
        return framed;
    }

    /// <summary>Where <see cref="Frame(RgbImage, Preprocessing, int, int)"/> brings the points of an image of this size.</summary>
    public static GeometricTransform FrameTransform(int imageWidth, int imageHeight, Preprocessing preprocessing, int width, int height) =>
        Framing.From(imageWidth, imageHeight, preprocessing, width, height).Transform;

    /// <summary>
    /// The part of an image of this size that its input shows, in pixels of the image: less than the image after a crop, and more where a
    /// border was filled. Boxes that a network finds in its input are back in the image by it.
    /// </summary>
    public static Box FrameBox(int imageWidth, int imageHeight, Preprocessing preprocessing, int width, int height)
    {
        var (left, top, right, bottom) = FrameTransform(imageWidth, imageHeight, preprocessing, width, height).Inverse(imageWidth, imageHeight).Apply(0, 0, width, height);
        return new Box(left, top, right, bottom);
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
        Normalize(framed.Pixels, preprocessing, input);
    }

    internal static void Normalize(ReadOnlySpan<byte> pixels, Preprocessing preprocessing, Span<float> input)
    {
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
