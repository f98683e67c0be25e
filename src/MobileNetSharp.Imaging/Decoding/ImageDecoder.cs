using System.Runtime.InteropServices;
using MobileNetSharp.Imaging.Decoding.Jpeg;
using MobileNetSharp.Imaging.Decoding.Tiff;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Decodes by Skia's codecs, which report a truncated input where its bitmap loader pads one with gray, and TIFF by LibTiff.</summary>
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
        maxPixels = Math.Min(maxPixels, Array.MaxLength / 4);
        return format switch
        {
            ImageSignature.Tiff => TiffDecoder.Decode(encoded, maxPixels) is var image ? (image, image.Width, image.Height) : default,
            ImageSignature.Jpeg => DecodeJpeg(encoded, maxPixels, scale),
            _ => Decode(encoded, format, maxPixels, scale),
        };
    }

    /// <summary>Above the limit of the caller, or of one array.</summary>
    public static ImageFormatException TooManyPixels(string format, long width, long height, long maxPixels) =>
        new($"{format} of {width}x{height} pixels: above the limit of {maxPixels} pixels; scale the image down or raise maxPixels.");

    public static ImageFormatException Truncated(string format, int encodedBytes) =>
        new($"truncated {format}: its {encodedBytes} bytes end before the image does; get the file again from its source.");

    public static ImageFormatException Damaged(string format, int encodedBytes, string cause) =>
        new($"damaged {format} of {encodedBytes} bytes: the pixels cannot be decoded ({cause}); get the file again from its source.");

    /// <summary>A file that does not reach its end marker, or has more before it than the codec takes, is decoded if all its coded data are there.</summary>
    static (RgbImage Image, int Width, int Height) DecodeJpeg(ReadOnlySpan<byte> encoded, long maxPixels, Func<SKSizeI, float> scale)
    {
        ImageFormatException? fault = null;
        try
        {
            if (JpegMarkers.ReachEnd(encoded))
                return Decode(encoded, ImageSignature.Jpeg, maxPixels, scale);
        }
        catch (ImageFormatException e)
        {
            fault = e;
        }

        var closed = JpegCodedData.Close(encoded, Math.Min(maxPixels, (long)encoded.Length * MaxJpegPixelsPerByte));
        if (closed is not null)
            return Decode(closed, ImageSignature.Jpeg, maxPixels, scale);
        if (fault is not null)
            throw fault;
        // For its own faults: too large, or no header.
        Decode(encoded, ImageSignature.Jpeg, maxPixels, scale, isTruncated: true);
        throw Truncated(ImageSignature.Jpeg, encoded.Length);
    }

    static (RgbImage Image, int Width, int Height) Decode(
        ReadOnlySpan<byte> encoded, string format, long maxPixels, Func<SKSizeI, float> scale, bool isTruncated = false)
    {
        fixed (byte* address = encoded)
        {
            using var data = SKData.Create((nint)address, encoded.Length);
            using var codec = SKCodec.Create(data)
                ?? throw new ImageFormatException($"{format} of {encoded.Length} bytes: the header is damaged or cut off; get the file again from its source.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > maxPixels)
                throw TooManyPixels(format, width, height, maxPixels);
            if (isTruncated || (format == ImageSignature.Jpeg && (long)width * height / MaxJpegPixelsPerByte > encoded.Length))
                throw Truncated(format, encoded.Length);
            var origin = format == ImageSignature.Png ? PngExif.Orientation(encoded) : codec.EncodedOrigin;
            var upright = origin >= SKEncodedOrigin.LeftTop ? new SKSizeI(height, width) : codec.Info.Size;
            var reduced = codec.GetScaledDimensions(scale(upright));
            return (Decode(codec, reduced, origin, format, encoded.Length), upright.Width, upright.Height);
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
            return result switch
            {
                SKCodecResult.Success => Orientation.Apply(new ReadOnlySpan<byte>(rgba, info.BytesSize), info.Width, info.Height, origin),
                SKCodecResult.IncompleteInput => throw Truncated(format, encodedBytes),
                _ => throw Damaged(format, encodedBytes, $"{result}"),
            };
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }
}
