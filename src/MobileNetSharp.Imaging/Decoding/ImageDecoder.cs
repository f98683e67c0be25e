using System.Runtime.InteropServices;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Decodes by Skia's codecs, which report a truncated input where its bitmap loader pads one with gray.</summary>
static unsafe class ImageDecoder
{
    /// <summary>
    /// No JPEG holds more pixels a byte: a block of 8×8 costs a bit, and at the coarsest chroma ten blocks cover 512 pixels.
    /// Checked first, because a progressive file that claims more would make the codec clear its coefficients, 6 bytes a pixel.
    /// </summary>
    const int MaxJpegPixelsPerByte = 512;

    public static RgbImage Decode(ReadOnlySpan<byte> encoded, long maxPixels) => Decode(encoded, maxPixels, scale: _ => 1).Image;

    /// <summary>The image about as small as the codec gives it at this scale of its size, and its own upright size.</summary>
    public static (RgbImage Image, int Width, int Height) Decode(ReadOnlySpan<byte> encoded, long maxPixels, Func<SKSizeI, float> scale)
    {
        var format = ImageSignature.Identify(encoded);
        fixed (byte* address = encoded)
        {
            using var data = SKData.Create((nint)address, encoded.Length);
            using var codec = SKCodec.Create(data)
                ?? throw new ImageFormatException($"{format} of {encoded.Length} bytes: the header is damaged or cut off; get the file again from its source.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > Math.Min(maxPixels, Array.MaxLength / 4))
                throw new ImageFormatException($"{format} of {width}x{height} pixels: above the limit of {maxPixels} pixels; scale the image down or raise maxPixels.");
            if (format == "JPEG" && (!JpegMarkers.ReachEnd(encoded) || (long)width * height / MaxJpegPixelsPerByte > encoded.Length))
                throw Damaged(SKCodecResult.IncompleteInput, format, encoded.Length);
            var origin = format == "PNG" ? PngExif.Orientation(encoded) : codec.EncodedOrigin;
            var reduced = codec.GetScaledDimensions(scale(codec.Info.Size));
            var isTurned = origin >= SKEncodedOrigin.LeftTop;
            return (Decode(codec, reduced, origin, format, encoded.Length), isTurned ? height : width, isTurned ? width : height);
        }
    }

    static RgbImage Decode(SKCodec codec, SKSizeI size, SKEncodedOrigin origin, string format, int encodedBytes)
    {
        // No color space: the numbers in the file, as Pillow gives them. Unpremultiplied: the colors below alpha stay.
        var info = new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var rgba = NativeMemory.AllocZeroed((nuint)info.BytesSize64);
        try
        {
            // Knowing that it is zero, the codec leaves what a truncated file does not fill untouched, and so without physical memory.
            var result = codec.GetPixels(info, (nint)rgba, new SKCodecOptions(SKZeroInitialized.Yes));
            if (result != SKCodecResult.Success) throw Damaged(result, format, encodedBytes);
            return Orientation.Apply(new ReadOnlySpan<byte>(rgba, info.BytesSize), info.Width, info.Height, origin);
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    static ImageFormatException Damaged(SKCodecResult result, string format, int encodedBytes) => new(result == SKCodecResult.IncompleteInput
        ? $"truncated {format}: its {encodedBytes} bytes end before the image does; get the file again from its source."
        : $"damaged {format} of {encodedBytes} bytes: the pixels cannot be decoded ({result}); get the file again from its source.");
}
