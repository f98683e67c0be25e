using MobileNetSharp.Cards;

namespace MobileNetSharp.Imaging;

/// <summary>An image of 8-bit RGB pixels, (H,W,3), rows tightly packed from the top.</summary>
public sealed class RgbImage
{
    /// <summary>The default limit on width × height, 2²⁷: above every single-shot camera of 108 megapixels, and 400 MB of RGB.</summary>
    public const long DefaultMaxPixels = 1L << 27;

    /// <summary>A black image of <paramref name="width"/> × <paramref name="height"/> pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the pixels exceed one array.</exception>
    public RgbImage(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Array.MaxLength / 3 / width);
        (Width, Height) = (width, height);
        Pixels = new byte[width * height * 3];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, (H,W,3) in the order red, green, blue; a row is 3 × <see cref="Width"/> bytes.</summary>
    public byte[] Pixels { get; }

    /// <summary>One row of pixels, (W,3).</summary>
    public Span<byte> Row(int y) => Pixels.AsSpan(y * Width * 3, Width * 3);

    /// <summary>Decodes a JPEG, PNG, WebP, BMP or GIF (first frame) file; see <see cref="Decode(ReadOnlySpan{byte}, long)"/>. Every message names the path.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image of these formats, or exceeds the limits.</exception>
    /// <exception cref="IOException">The file is missing, a folder, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static RgbImage Load(string path, long maxPixels = DefaultMaxPixels)
    {
        try
        {
            using var file = EncodedBytes.Open(path);
            return Decode(file, maxPixels);
        }
        catch (ImageFormatException e)
        {
            throw new ImageFormatException($"{path}: {e.Message}", e);
        }
    }

    /// <summary>Decodes the rest of a stream, which need not be seekable; at most 256 MiB are read.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image of a known format, or exceed the limits.</exception>
    public static RgbImage Decode(Stream stream, long maxPixels = DefaultMaxPixels)
        => ImageDecoder.Decode(EncodedBytes.Read(stream), maxPixels);

    /// <summary>The same without holding up the caller; reading can be cancelled, and decoding before it begins.</summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image of a known format, or exceed the limits.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<RgbImage> DecodeAsync(Stream stream, long maxPixels = DefaultMaxPixels, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var encoded = await EncodedBytes.ReadAsync(stream, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => ImageDecoder.Decode(encoded.Span, maxPixels), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Decodes a JPEG, PNG, WebP, BMP or GIF (first frame) image upright (EXIF orientation applied), as Pillow's <c>convert("RGB")</c> does:
    /// alpha is dropped and not composited, color profiles are not applied, gray is repeated.
    /// 16-bit channels keep their high byte; the transparent pixels of a GIF are black.
    /// </summary>
    /// <exception cref="ImageFormatException">The bytes are not a whole image of these formats, or exceed the limits, which are checked before pixels are allocated.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, long maxPixels = DefaultMaxPixels)
        => ImageDecoder.Decode(encoded, maxPixels);

    /// <summary>
    /// A small version of an encoded image, for looking over many: its shorter side is at least <paramref name="minimumSide"/>
    /// where the image's is. JPEG and WebP are reduced while they are decoded, which is several times faster; also the image's own width and height.
    /// </summary>
    /// <exception cref="ImageFormatException">As for <see cref="Decode(ReadOnlySpan{byte}, long)"/>: a truncated file is found here too.</exception>
    public static (RgbImage Image, int Width, int Height) DecodeReduced(ReadOnlySpan<byte> encoded, int minimumSide, long maxPixels = DefaultMaxPixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumSide, 1);
        // A JPEG is reduced by whole eighths, the size of its blocks.
        return ImageDecoder.Decode(encoded, maxPixels, size => Math.Min(1, MathF.Ceiling(8f * minimumSide / Math.Min(size.Width, size.Height)) / 8));
    }

    /// <summary>Copies pixels that another library decoded; <paramref name="strideBytes"/> is the distance between rows, 0 for tightly packed ones.</summary>
    /// <exception cref="ArgumentException">The span is too short for the size, or the stride for a row.</exception>
    public static RgbImage FromPixels(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int strideBytes = 0)
    {
        var image = new RgbImage(width, height);
        PixelPacking.Pack(pixels, image, format, strideBytes);
        return image;
    }

    /// <summary>The rectangle of <paramref name="width"/> × <paramref name="height"/> pixels whose top left corner is (left, top), copied.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The rectangle is empty or not inside the image.</exception>
    public RgbImage Crop(int left, int top, int width, int height)
    {
        if (left < 0 || top < 0 || width < 1 || height < 1 || left > Width - width || top > Height - height)
            throw new ArgumentOutOfRangeException(nameof(width), $"A crop of {width}x{height} at ({left}, {top}) is not inside an image of {Width}x{Height}.");
        var crop = new RgbImage(width, height);
        for (var y = 0; y < height; y++) Row(top + y).Slice(left * 3, width * 3).CopyTo(crop.Row(y));
        return crop;
    }

    /// <summary>The image resampled to <paramref name="width"/> × <paramref name="height"/>, its aspect ratio not kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the interpolation is unknown.</exception>
    public RgbImage Resize(int width, int height, Interpolation interpolation) => interpolation switch
    {
        Interpolation.PillowBilinear => PillowResize.Resize(this, width, height, ResizeFilter.Triangle),
        Interpolation.PillowBicubic => PillowResize.Resize(this, width, height, ResizeFilter.Cubic),
        Interpolation.TensorFlowBilinear or Interpolation.TensorFlowBilinearLegacy or Interpolation.TensorFlowBilinearAlignCorners
            => TensorFlowResize.Resize(this, width, height, interpolation),
        _ => throw new ArgumentOutOfRangeException(nameof(interpolation), interpolation, "Unknown interpolation."),
    };

    /// <summary>Writes the image as a PNG file.</summary>
    public void SavePng(string path)
    {
        using var file = File.Create(path);
        SavePng(file);
    }

    /// <summary>Writes the image as a PNG.</summary>
    public void SavePng(Stream stream) => ImageEncoder.WritePng(this, stream);

    /// <summary>Writes the image as a JPEG of a quality from 1 to 100.</summary>
    public void SaveJpeg(Stream stream, int quality = 85) => ImageEncoder.WriteJpeg(this, stream, quality);
}
