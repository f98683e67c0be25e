using SkiaSharp;

namespace MobileNetSharp.Vision;

/// <summary>Encodes by Skia.</summary>
static class ImageEncoder
{
    public static void WritePng(RgbImage image, Stream stream)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgb888x, SKAlphaType.Opaque));
        var rgbx = bitmap.GetPixelSpan();
        for (var pixel = 0; pixel < image.Width * image.Height; pixel++)
            image.Pixels.AsSpan(3 * pixel, 3).CopyTo(rgbx[(4 * pixel)..]);
        if (!bitmap.Encode(stream, SKEncodedImageFormat.Png, quality: 100))
            throw new IOException($"A picture of {image.Width}x{image.Height} could not be written as PNG.");
    }
}
