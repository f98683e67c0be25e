using MobileNetSharp.Imaging.Decoding;
using SkiaSharp;

namespace MobileNetSharp.Imaging;

/// <content>From and to files and streams.</content>
public sealed partial class RgbImage
{
    /// <summary>Decodes a JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF (first page) file; see <see cref="Decode(ReadOnlySpan{byte}, long)"/>. Every message names the path.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image of these formats, or exceeds the limits.</exception>
    /// <exception cref="IOException">The file is missing, a folder, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static RgbImage Load(string path, long maxPixels = DefaultMaxPixels)
    {
        try
        {
            using var file = EncodedBytes.Open(path);
            return Decode(file, maxPixels);
        }
        catch (ImageFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Reads the file asynchronously and decodes it on the thread pool. Reading can be canceled, and decoding before it begins.</summary>
    /// <inheritdoc cref="Load"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static async Task<RgbImage> LoadAsync(string path, long maxPixels = DefaultMaxPixels, CancellationToken cancellationToken = default)
    {
        try
        {
            var file = EncodedBytes.Open(path, FileOptions.Asynchronous);
            await using var _ = file.ConfigureAwait(false);
            return await DecodeAsync(file, maxPixels, cancellationToken).ConfigureAwait(false);
        }
        catch (ImageFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>
    /// Decodes a JPEG, PNG, WebP, BMP, GIF (first frame) or TIFF (first page) image upright (EXIF orientation applied), as Pillow's <c>convert("RGB")</c> does:
    /// alpha is dropped and not composited, color profiles are not applied, gray is repeated.
    /// 16-bit channels keep their high byte; the transparent pixels of a GIF are black.
    /// </summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image of these formats, or exceed the limits, which are checked before pixels are allocated.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, long maxPixels = DefaultMaxPixels)
        => ImageDecoder.Decode(encoded, maxPixels);

    /// <summary>Decodes the rest of a stream, which need not be seekable; at most 256 MiB are read.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image of a known format, or exceed the limits.</exception>
    public static RgbImage Decode(Stream stream, long maxPixels = DefaultMaxPixels)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ImageDecoder.Decode(EncodedBytes.Read(stream), maxPixels);
    }

    /// <summary>Reads the rest of a stream asynchronously and decodes it on the thread pool. Reading can be canceled, and decoding before it begins.</summary>
    /// <inheritdoc cref="Decode(Stream, long)"/>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static async Task<RgbImage> DecodeAsync(Stream stream, long maxPixels = DefaultMaxPixels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var encoded = await EncodedBytes.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => ImageDecoder.Decode(encoded.Span, maxPixels), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// A small version of an encoded image for an overview of many, and the image's own width and height. Its shorter side is at
    /// least <paramref name="minimumSide"/> where the image's is. JPEG and WebP are reduced during decoding, which is several times faster.
    /// Memory is limited as for <see cref="LoadReduced"/>.
    /// </summary>
    /// <exception cref="ImageFormatException">As for <see cref="Decode(ReadOnlySpan{byte}, long)"/>: a truncated file is found here too.</exception>
    public static (RgbImage Image, int Width, int Height) DecodeReduced(ReadOnlySpan<byte> encoded, int minimumSide, long maxPixels = DefaultMaxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumSide, 1);
        return ImageDecoder.Decode(encoded, DecodingLimits.ForNetwork(encoded.Length, maxPixels), size => Eighths((double)minimumSide / Math.Min(size.Width, size.Height)));
    }

    /// <summary>
    /// An image file reduced during decoding, and the image's own width and height. <paramref name="scale"/> says from these, upright, the
    /// fraction of them that is enough; JPEG and WebP have at least that, the other formats their whole size. An image that would take more
    /// than 176 MiB with its file is reduced further, or refused where its format cannot be, and decoding waits for the memory of others. Every message names the path.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public static (RgbImage Image, int Width, int Height) LoadReduced(string path, Func<int, int, double> scale, long maxPixels = DefaultMaxPixels)
    {
        ArgumentNullException.ThrowIfNull(scale);
        try
        {
            using var file = EncodedBytes.Open(path);
            using var memory = DecodingBudget.Enter();
            DecodingBudget.TakeFile(file);
            var encoded = EncodedBytes.Read(file);
            return ImageDecoder.Decode(encoded, DecodingLimits.ForNetwork(encoded.Length, maxPixels), size => Eighths(scale(size.Width, size.Height)));
        }
        catch (ImageFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>The same of encoded bytes.</summary>
    /// <inheritdoc cref="LoadReduced"/>
    public static (RgbImage Image, int Width, int Height) DecodeReduced(ReadOnlySpan<byte> encoded, Func<int, int, double> scale, long maxPixels = DefaultMaxPixels)
    {
        ArgumentNullException.ThrowIfNull(scale);
        return ImageDecoder.Decode(encoded, DecodingLimits.ForNetwork(maxPixels), size => Eighths(scale(size.Width, size.Height)));
    }

    /// <summary>The next scale at which a codec reduces: a JPEG by whole eighths, the size of its blocks.</summary>
    static float Eighths(double scale) => (float)Math.Clamp(Math.Ceiling(8 * scale) / 8, 1 / 8.0, 1);

    /// <summary>Writes the image as a PNG file, in place of what is there.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SavePng(string path) => ImageEncoder.Write(this, path, SKEncodedImageFormat.Png, quality: 100);

    /// <summary>Writes the image as a PNG. What the stream throws passes through.</summary>
    public void SavePng(Stream stream) => ImageEncoder.Write(this, stream, SKEncodedImageFormat.Png, quality: 100);

    /// <summary>Writes the image as a JPEG file of a quality from 1 to 100, in place of what is there.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not from 1 to 100.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public void SaveJpeg(string path, int quality = 85) => ImageEncoder.Write(this, path, SKEncodedImageFormat.Jpeg, quality);

    /// <summary>Writes the image as a JPEG of a quality from 1 to 100. What the stream throws passes through.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The quality is not from 1 to 100.</exception>
    public void SaveJpeg(Stream stream, int quality = 85) => ImageEncoder.Write(this, stream, SKEncodedImageFormat.Jpeg, quality);
}
