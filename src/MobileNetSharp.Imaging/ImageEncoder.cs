using SkiaSharp;

namespace MobileNetSharp.Imaging;

/// <summary>Encodes by Skia.</summary>
static class ImageEncoder
{
    public static void WritePng(RgbImage image, Stream stream) => Write(image, stream, SKEncodedImageFormat.Png, 100);

    public static void WriteJpeg(RgbImage image, Stream stream, int quality) => Write(image, stream, SKEncodedImageFormat.Jpeg, quality);

    static void Write(RgbImage image, Stream stream, SKEncodedImageFormat format, int quality)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var rgbx = bitmap.GetPixelSpan();
        for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
            image.Pixels.AsSpan(3 * pixel, 3).CopyTo(rgbx[(4 * pixel)..]);
        if (!bitmap.Encode(stream, format, quality))
            throw new IOException($"An image of {image.Width}x{image.Height} could not be written as {format}.");
    }
}
