using MobileNetSharp.Cards;
using MobileNetSharp.Imaging.Pixels;
using MobileNetSharp.Imaging.Resizing;

namespace MobileNetSharp.Imaging;

/// <summary>An image of 8-bit RGB pixels, (H,W,3), rows tightly packed from the top.</summary>
public sealed partial class RgbImage
{
    /// <summary>The default limit on width × height, 2²⁷: above every single-shot camera of 108 megapixels, and 400 MB of RGB.</summary>
    public const long DefaultMaxPixels = 1L << 27;

    readonly byte[] pixels;

    /// <summary>A black image of <paramref name="width"/> × <paramref name="height"/> pixels.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the pixels exceed one array.</exception>
    public RgbImage(int width, int height)
    {
        CheckSize(width, height);
        (Width, Height) = (width, height);
        pixels = new byte[width * height * 3];
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>The pixels, (H,W,3) in the order red, green, blue; a row is 3 × <see cref="Width"/> bytes.</summary>
    public ReadOnlySpan<byte> Pixels => pixels;

    /// <summary>The same pixels, to be written.</summary>
    public Span<byte> WritablePixels => pixels;

    /// <summary>One row of pixels, (W,3), to be read or written.</summary>
    public Span<byte> Row(int y) => pixels.AsSpan(y * Width * 3, Width * 3);

    /// <summary>Copies pixels that another library decoded; <paramref name="strideBytes"/> is the distance between rows, 0 for tightly packed ones.</summary>
    /// <exception cref="ArgumentException">The span is too short or too long for the size, or the stride too short for a row.</exception>
    public static RgbImage FromPixels(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int strideBytes = 0)
    {
        var rows = new PixelRows(pixels, width, height, format, strideBytes);
        var image = new RgbImage(width, height);
        for (var y = 0; y < height; y++) rows.CopyRow(y, 0, image.Row(y));
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

    /// <summary>The image resampled to <paramref name="width"/> × <paramref name="height"/>; the aspect ratio is not kept.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the interpolation is unknown.</exception>
    public RgbImage Resize(int width, int height, Interpolation interpolation)
    {
        var resized = new RgbImage(width, height);
        new Resampler().Resize(new PixelRows(this), new Resampling(width, height, interpolation), resized.pixels);
        return resized;
    }

    internal static void CheckSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, Array.MaxLength / 3 / width);
    }
}
