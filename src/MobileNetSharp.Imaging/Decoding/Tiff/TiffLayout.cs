using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding.Tiff;

/// <summary>What the first page of a TIFF is, checked against the limits, the bytes that are there, and what is read at all.</summary>
sealed record TiffLayout(int Width, int Height, int SamplesPerPixel, bool IsRgb, SKEncodedOrigin Origin)
{
    const int WhiteIsZero = 0, BlackIsZero = 1, Rgb = 2, Palette = 3, Separated = 5, YCbCr = 6;

    const int Uncompressed = 1, JpegCompression = 7;

    /// <exception cref="ImageFormatException">It is damaged, of a kind that is not read, or above the limit.</exception>
    public static TiffLayout Check(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        if (encoded.Length >= 10 && encoded[8..10].SequenceEqual("CR"u8)) throw Raw();
        var directory = new TiffDirectory(encoded);
        if ((directory.Value(TiffField.NewSubfileType, 0) & 1) != 0 && directory.Has(TiffField.SubDirectories)) throw Raw();
        var (width, height) = (directory.Value(TiffField.Width, 0), directory.Value(TiffField.Height, 0));
        if (width < 1 || height < 1) throw new ImageFormatException($"TIFF of {encoded.Length} bytes: has no image.");
        if (width > maxPixels || height > maxPixels || width * height > maxPixels) throw ImageDecoder.TooManyPixels(ImageSignature.Tiff, width, height, maxPixels);
        var (samples, bits) = (directory.Value(TiffField.SamplesPerPixel, 1), Bits(directory));
        var photometric = directory.Value(TiffField.Photometric, BlackIsZero);
        if (photometric is not (WhiteIsZero or BlackIsZero or Rgb or Palette or Separated or YCbCr))
            throw Unsupported($"photometric interpretation {photometric}");
        if (directory.Value(TiffField.SampleFormat, 1) != 1) throw Unsupported("samples that are not unsigned integers");
        if (samples is < 1 or > 8) throw Unsupported($"{samples} samples per pixel");
        CheckBytes(directory, encoded.Length, width, height, samples * bits);
        var orientation = directory.Value(TiffField.Orientation, 1);
        return new((int)width, (int)height, (int)samples, photometric == Rgb, orientation is >= 1 and <= 8 ? (SKEncodedOrigin)orientation : SKEncodedOrigin.TopLeft);
    }

    static long Bits(TiffDirectory directory)
    {
        var bits = directory.Values(TiffField.BitsPerSample);
        var first = bits.Length > 0 ? bits[0] : 1;
        return first is 1 or 2 or 4 or 8 or 16 && !bits.AsSpan().ContainsAnyExcept(first) ? first : throw Unsupported($"{string.Join(", ", bits.Take(8))} bits per sample");
    }

    /// <summary>Strips and tiles must lie in the file, and hold at least what the best compression leaves of the image.</summary>
    static void CheckBytes(TiffDirectory directory, int encodedBytes, long width, long height, long bitsPerPixel)
    {
        var isTiled = directory.Has(TiffField.TileWidth);
        var offsets = directory.Values(isTiled ? TiffField.TileOffsets : TiffField.StripOffsets);
        var counts = directory.Values(isTiled ? TiffField.TileByteCounts : TiffField.StripByteCounts);
        if (offsets.Length == 0 || counts.Length != offsets.Length) throw ImageDecoder.Damaged(ImageSignature.Tiff, encodedBytes, "the places of its strips are missing");
        for (var i = 0; i < counts.Length; i++)
        {
            if (counts[i] > encodedBytes - offsets[i]) throw ImageDecoder.Truncated(ImageSignature.Tiff, encodedBytes);
        }

        var pixels = width * height;
        if (isTiled)
        {
            var (tileWidth, tileHeight) = (directory.Value(TiffField.TileWidth, 0), directory.Value(TiffField.TileHeight, 0));
            if (tileWidth is < 1 or > int.MaxValue || tileHeight is < 1 or > int.MaxValue) throw ImageDecoder.Damaged(ImageSignature.Tiff, encodedBytes, "its tiles have no size");
            if (tileHeight > int.MaxValue / tileWidth) throw ImageDecoder.Truncated(ImageSignature.Tiff, encodedBytes);
            pixels = Math.Max(pixels, tileWidth * tileHeight);
        }

        var compression = (int)directory.Value(TiffField.Compression, Uncompressed);
        if (pixels * bitsPerPixel / 8 / MostBytesPerByte(compression) > Math.Min(counts.Sum(), encodedBytes)) throw ImageDecoder.Truncated(ImageSignature.Tiff, encodedBytes);
    }

    /// <summary>How many bytes a byte can become: LZW at best a code of 12 bits for its whole table, a row of a fax a bit.</summary>
    static int MostBytesPerByte(int compression) => compression switch
    {
        Uncompressed => 1,
        2 or 3 or 4 or 32771 => 1 << 15,
        5 => 2731,
        JpegCompression => 3 * 512,
        8 or 32946 => 1032,
        32773 => 64,
        _ => throw Unsupported($"compression {compression}"),
    };

    public static ImageFormatException Unsupported(string what) => new($"a TIFF with {what}, which cannot be read; save it as JPEG, PNG or a TIFF of 8 or 16 bits.");

    static ImageFormatException Raw() => new("a raw camera file, which cannot be read; save it as JPEG or PNG.");
}
