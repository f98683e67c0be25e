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

    public static RgbImage Decode(ReadOnlySpan<byte> encoded, long maxPixels) => Decode(encoded, new DecodingLimits(maxPixels), scale: _ => 1).Image;

    /// <summary>The image for a network, reduced only where it would exceed <see cref="DecodingBudget"/>, and its own upright size.</summary>
    public static (RgbImage Image, int Width, int Height) DecodeForNetwork(ReadOnlySpan<byte> encoded) =>
        Decode(encoded, DecodingLimits.ForNetwork(encoded.Length), scale: _ => 1);

    /// <summary>The image about as small as the codec gives it at this scale of its size, and its own upright size.</summary>
    public static (RgbImage Image, int Width, int Height) Decode(ReadOnlySpan<byte> encoded, DecodingLimits limits, Func<SKSizeI, float> scale)
    {
        var format = ImageSignature.Identify(encoded);
        limits = limits with { MaxPixels = Math.Min(limits.MaxPixels, Array.MaxLength / 4) };
        using var share = DecodingBudget.Enter();
        return format switch
        {
            ImageSignature.Tiff => TiffDecoder.Decode(encoded, limits),
            ImageSignature.Jpeg => DecodeJpeg(JpegMetadata.Drop(encoded, ref limits), limits, scale),
            ImageSignature.Png => Decode(PngChunks.DropLarge(encoded, ref limits), format, limits, scale),
            _ => Decode(encoded, format, limits, scale),
        };
    }

    /// <summary>Takes the memory of an image with limits from those of all.</summary>
    public static void Take(DecodingPlan plan, DecodingLimits limits)
    {
        if (limits.MaxBytes < long.MaxValue) DecodingBudget.Take(plan.Bytes, plan.PixelBytes);
    }

    /// <summary>Above the limit of the caller, or of one array.</summary>
    public static ImageFormatException TooManyPixels(string format, long width, long height, long maxPixels) =>
        new($"{format} of {width}x{height} pixels: above the limit of {maxPixels} pixels; scale the image down.");

    public static ImageFormatException Truncated(string format, int encodedBytes) =>
        new($"truncated {format}: its {encodedBytes} bytes end before the image does; get the file again from its source.");

    public static ImageFormatException Damaged(string format, int encodedBytes, string cause) =>
        new($"damaged {format} of {encodedBytes} bytes: the pixels cannot be decoded ({cause}); get the file again from its source.");

    /// <summary>A file that does not reach its end marker, or has more before it than the codec takes, is decoded if all its coded data are there.</summary>
    static (RgbImage Image, int Width, int Height) DecodeJpeg(ReadOnlySpan<byte> encoded, DecodingLimits limits, Func<SKSizeI, float> scale)
    {
        JpegScans.Read(encoded).Check(limits);
        ImageFormatException? fault = null;
        try
        {
            if (JpegMarkers.ReachEnd(encoded))
                return Decode(encoded, ImageSignature.Jpeg, limits, scale);
        }
        catch (ImageFormatException e)
        {
            fault = e;
        }

        var closed = JpegCodedData.Close(encoded, Math.Min(limits.MaxPixels, (long)encoded.Length * MaxJpegPixelsPerByte));
        if (closed is not null)
            return Decode(closed, ImageSignature.Jpeg, limits, scale);
        if (fault is not null)
            throw fault;
        // For its own faults: too large, or no header.
        Decode(encoded, ImageSignature.Jpeg, limits, scale, isTruncated: true);
        throw Truncated(ImageSignature.Jpeg, encoded.Length);
    }

    static (RgbImage Image, int Width, int Height) Decode(
        ReadOnlySpan<byte> encoded, string format, DecodingLimits limits, Func<SKSizeI, float> scale, bool isTruncated = false)
    {
        fixed (byte* address = encoded)
        {
            using var data = SKData.Create((nint)address, encoded.Length);
            using var codec = SKCodec.Create(data)
                ?? throw new ImageFormatException($"{format} of {encoded.Length} bytes: the header is damaged or cut off; get the file again from its source.");
            var (width, height) = (codec.Info.Width, codec.Info.Height);
            if ((long)width * height > limits.MaxPixels)
                throw TooManyPixels(format, width, height, limits.MaxPixels);
            if (isTruncated || (format == ImageSignature.Jpeg && (long)width * height / MaxJpegPixelsPerByte > encoded.Length))
                throw Truncated(format, encoded.Length);
            var origin = format == ImageSignature.Png ? PngExif.Orientation(encoded) : codec.EncodedOrigin;
            var upright = Orientation.Upright(codec.Info.Size, origin);
            var plan = DecodingPlan.From(codec, format, encoded, scale(upright), limits);
            Take(plan, limits);
            return (Decode(codec, plan, origin, format, encoded.Length), upright.Width, upright.Height);
        }
    }

    static RgbImage Decode(SKCodec codec, DecodingPlan plan, SKEncodedOrigin origin, string format, int encodedBytes)
    {
        // No color space: the numbers in the file, as Pillow gives them. Unpremultiplied: the colors below alpha stay.
        var info = new SKImageInfo(plan.Decoded.Width, plan.Decoded.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul, colorspace: null);
        var rgba = (byte*)NativeMemory.AllocZeroed((nuint)info.RowBytes, (nuint)plan.RowsAtOnce);
        try
        {
            RgbImage? image = null;
            for (var row = 0; row < info.Height; row += plan.RowsAtOnce)
            {
                var rows = Math.Min(plan.RowsAtOnce, info.Height - row);
                var result = DecodeRows(codec, info, format, row, rows, (nint)rgba);
                if (result == SKCodecResult.IncompleteInput) throw Truncated(format, encodedBytes);
                if (result != SKCodecResult.Success) throw Damaged(format, encodedBytes, $"{result}");
                var upright = Orientation.Upright(plan.Reduced, origin);
                image ??= new RgbImage(upright.Width, upright.Height);
                var reduced = PixelSquares.Average(new Span<byte>(rgba, info.RowBytes * rows), info.Width, plan.Square);
                Orientation.Place(reduced, plan.Reduced, row / plan.Square, origin, image);
            }

            return image!;
        }
        finally
        {
            NativeMemory.Free(rgba);
        }
    }

    /// <summary>Rows of the image from one on; those of a JPEG in order only.</summary>
    static SKCodecResult DecodeRows(SKCodec codec, SKImageInfo info, string format, int row, int rows, nint rgba)
    {
        // Knowing that it is zero, the codec leaves what a truncated file does not fill untouched, and so without physical memory.
        if (rows == info.Height)
            return codec.GetPixels(info, rgba, new SKCodecOptions(SKZeroInitialized.Yes));
        if (format == ImageSignature.Jpeg)
        {
            var started = row == 0 ? codec.StartScanlineDecode(info) : SKCodecResult.Success;
            return started != SKCodecResult.Success ? started
                : codec.GetScanlines(rgba, rows, info.RowBytes) == rows ? SKCodecResult.Success : SKCodecResult.IncompleteInput;
        }

        var options = new SKCodecOptions(SKRectI.Create(0, row, info.Width, rows));
        var result = codec.StartIncrementalDecode(info, rgba, info.RowBytes, options);
        return result == SKCodecResult.Success ? codec.IncrementalDecode() : result;
    }
}
