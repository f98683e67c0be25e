using System.Runtime.InteropServices;
using SkiaSharp;

namespace MobileNetSharp.Vision;

/// <summary>Decodes by Skia's codecs, which report a truncated input where its bitmap loader pads one with grey.</summary>
static unsafe class ImageDecoder
{
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        var format = ImageSignature.Identify(encoded);
        fixed (byte* address = encoded)
        {
            using var data = SKData.Create((nint)address, encoded.Length);
            using var codec = SKCodec.Create(data)
                ?? throw new ImageFormatException($"{format} of {encoded.Length} bytes: the header is damaged or cut off; get the file again from its source.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > Math.Min(maxPixels, Array.MaxLength / 4))
                throw new ImageFormatException($"{format} of {width}x{height} pixels: above the limit of {maxPixels} pixels; scale it down, or raise maxPixels.");
            return Decode(codec, format, encoded.Length);
        }
    }

    static RgbImage Decode(SKCodec codec, string format, int encodedBytes)
    {
        // No colour space: the numbers in the file, as Pillow gives them. Unpremultiplied: the colours below alpha stay.
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var rgba = NativeMemory.AllocZeroed((nuint)info.BytesSize64);
        try
        {
            var result = codec.GetPixels(info, (nint)rgba);
            if (result != SKCodecResult.Success) throw Damaged(result, format, encodedBytes);
            return Orientation.Apply(new ReadOnlySpan<byte>(rgba, info.BytesSize), info.Width, info.Height, codec.EncodedOrigin);
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    static ImageFormatException Damaged(SKCodecResult result, string format, int encodedBytes) => new(result == SKCodecResult.IncompleteInput
        ? $"truncated {format}: its {encodedBytes} bytes end before the last row of pixels; get the file again from its source."
        : $"damaged {format} of {encodedBytes} bytes: the pixels cannot be decoded ({result}); get the file again from its source.");
}
