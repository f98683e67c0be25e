namespace MobileNetSharp.Imaging.Pixels;

/// <summary>An image, or a part of one, in the caller's memory, of which rows are read as RGB.</summary>
readonly ref struct PixelRows
{
    readonly ReadOnlySpan<byte> pixels;
    readonly PixelFormat format;
    readonly long strideBytes;
    readonly int left, top;

    /// <exception cref="ArgumentOutOfRangeException">A side is below 1, or the pixels exceed one array.</exception>
    /// <exception cref="ArgumentException">The span or the stride does not fit the size.</exception>
    public PixelRows(ReadOnlySpan<byte> pixels, int width, int height, PixelFormat format, int strideBytes = 0)
    {
        RgbImage.CheckSize(width, height);
        var rowBytes = (long)width * PixelPacking.BytesPerPixel(format);
        var stride = strideBytes == 0 ? rowBytes : strideBytes;
        if (stride < rowBytes)
            throw new ArgumentException($"A row of {width} {format} pixels has {rowBytes} bytes, the stride is {strideBytes}; give 0 for tightly packed rows.", nameof(strideBytes));
        // The last row need not be followed by the stride's padding.
        var needed = (stride * (height - 1)) + rowBytes;
        if (pixels.Length < needed)
            throw new ArgumentException($"{width}x{height} {format} pixels with a stride of {stride} bytes need {needed} bytes, the span has {pixels.Length}.", nameof(pixels));
        if (pixels.Length > stride * height)
            throw new ArgumentException($"{width}x{height} {format} pixels with a stride of {stride} bytes have {stride * height} bytes, the span has {pixels.Length}; is size, format or stride another?", nameof(pixels));
        (this.format, this.strideBytes, Width, Height) = (format, stride, width, height);
        this.pixels = pixels;
    }

    public PixelRows(RgbImage image) : this(image.Pixels, image.Width, image.Height, PixelFormat.Rgb24)
    {
    }

    PixelRows(PixelRows whole, PixelRectangle part)
    {
        (format, strideBytes, Width, Height) = (whole.format, whole.strideBytes, part.Width, part.Height);
        (left, top) = (whole.left + part.Left, whole.top + part.Top);
        pixels = whole.pixels;
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>A part that lies inside.</summary>
    public PixelRows Crop(PixelRectangle part) => new(this, part);

    /// <summary>Copies so many pixels of a row from a column on, three bytes each.</summary>
    public void CopyRow(int y, int x, Span<byte> rgb)
    {
        var bytesPerPixel = PixelPacking.BytesPerPixel(format);
        var start = ((top + y) * strideBytes) + ((long)(left + x) * bytesPerPixel);
        PixelPacking.PackRow(pixels.Slice((int)start, rgb.Length / 3 * bytesPerPixel), rgb, format);
    }
}
