using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using LibTiff = BitMiracle.LibTiff.Classic;

namespace MobileNetSharp.Imaging.Decoding.Tiff;

/// <summary>Decodes the first page of a TIFF by LibTiff.NET.</summary>
static class TiffDecoder
{
    const int AlphaSamples = 4;

    static TiffDecoder() => QuietErrors.Install();

    /// <exception cref="ImageFormatException">The file is damaged, of a kind that is not read, or above the limit.</exception>
    public static RgbImage Decode(ReadOnlySpan<byte> encoded, long maxPixels)
    {
        var layout = TiffLayout.Check(encoded, maxPixels);
        using var errors = new QuietErrors.Scope();
        int[]? raster;
        try
        {
            raster = Raster(new TiffBytes(encoded.ToArray()), layout);
        }
        // Whatever a damaged file leads the library to: it indexes, divides and casts by what the file says.
        catch (Exception e) when (e is not (OutOfMemoryException or ImageFormatException))
        {
            throw new ImageFormatException(ImageDecoder.Damaged(ImageSignature.Tiff, encoded.Length, errors.First ?? e.GetType().Name).Message, e);
        }

        return raster is null
            ? throw ImageDecoder.Damaged(ImageSignature.Tiff, encoded.Length, errors.First ?? "unknown layout")
            : Decoding.Orientation.Apply(MemoryMarshal.AsBytes<int>(raster), layout.Width, layout.Height, layout.Origin);
    }

    /// <summary>The pixels, a byte each of red, green, blue and alpha, as they are stored; null where the library reports an error.</summary>
    static int[]? Raster(TiffBytes source, TiffLayout layout)
    {
        using var tiff = LibTiff.Tiff.ClientOpen(ImageSignature.Tiff, "r", source, source);
        if (tiff is null) return null;
        if (!tiff.RGBAImageOK(out var cause)) throw TiffLayout.Unsupported($"a layout that is not read ({cause})");
        tiff.SetField(TiffTag.ORIENTATION, LibTiff.Orientation.TOPLEFT);
        // Alpha is dropped: told that the colors are multiplied by it already, the library leaves them as they are.
        if (layout.SamplesPerPixel == AlphaSamples && layout.IsRgb)
            tiff.SetField(TiffTag.EXTRASAMPLES, 1, new[] { (short)ExtraSample.ASSOCALPHA });
        var raster = new int[layout.Width * layout.Height];
        return tiff.ReadRGBAImageOriented(layout.Width, layout.Height, raster, LibTiff.Orientation.TOPLEFT, stopOnError: true) ? raster : null;
    }

    /// <summary>The encoded bytes, as the library asks for them.</summary>
    sealed class TiffBytes(byte[] bytes) : TiffStream
    {
        long position;

        public override int Read(object clientData, byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Clamp(bytes.Length - position, 0, count);
            bytes.AsSpan((int)position, read).CopyTo(buffer.AsSpan(offset));
            position += read;
            return read;
        }

        public override long Seek(object clientData, long offset, SeekOrigin origin) => position = Math.Clamp(
            offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? position : bytes.Length), 0, bytes.Length);

        public override long Size(object clientData) => bytes.Length;

        public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Close(object clientData)
        {
        }
    }
}
