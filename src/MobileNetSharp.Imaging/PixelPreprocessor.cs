using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Imaging.Resizing;

namespace MobileNetSharp.Imaging;

/// <summary>
/// Turns images into a network's input straight from the memory they are in. The memory for one image serves the next of its
/// size, so that camera frames allocate nothing. For one thread at a time.
/// </summary>
sealed class PixelPreprocessor
{
    readonly Resampler resampler = new();
    byte[] framed = [];
    byte[] resized = [];

    /// <summary>Writes one image's <c>(H,W,3)</c> input, <c>(value − Mean)/Deviation</c>, to <paramref name="input"/>.</summary>
    public void Prepare(PixelRows image, Preprocessing preprocessing, int width, int height, Span<float> input)
    {
        var framing = Framing.From(image.Width, image.Height, preprocessing, width, height);
        var pixels = Resampler.Buffer(ref framed, width * height * 3);
        framing.Apply(image, resampler, ref resized, pixels);
        ImagePreprocessor.Normalize(pixels, preprocessing, input);
    }
}
