using MobileNetSharp.Files;
using SkiaSharp;

namespace MobileNetSharp.Imaging;

/// <summary>Encodes by Skia, always to memory first: an exception of the caller's stream must not pass through Skia's native code, which would end the process.</summary>
static class ImageEncoder
{
    /// <exception cref="ArgumentOutOfRangeException">The quality is not in 1…100.</exception>
    public static void Write(RgbImage image, Stream stream, SKEncodedImageFormat format, int quality)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var encoded = Encode(image, format, quality);
        stream.Write(encoded.AsSpan());
    }

    /// <summary>To a file, which appears whole or not at all.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not in 1…100.</exception>
    public static void Write(RgbImage image, string path, SKEncodedImageFormat format, int quality)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var encoded = Encode(image, format, quality);
        AtomicFile.Write(path, stream => stream.Write(encoded.AsSpan()), isDurable: false);
    }

    static SKData Encode(RgbImage image, SKEncodedImageFormat format, int quality)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quality, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quality, 100);
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var rgbx = bitmap.GetPixelSpan();
        var rgb = image.Pixels;
        for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
            rgb.Slice(3 * pixel, 3).CopyTo(rgbx[(4 * pixel)..]);
        return bitmap.Encode(format, quality)
            ?? throw new IOException($"An image of {image.Width}x{image.Height} pixels could not be encoded as {format}.");
    }
}
