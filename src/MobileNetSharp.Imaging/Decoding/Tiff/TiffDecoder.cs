using System.Runtime.InteropServices;
using BitMiracle.LibTiff.Classic;
using LibTiff = BitMiracle.LibTiff.Classic;

namespace MobileNetSharp.Imaging.Decoding.Tiff;

/// <summary>Decodes the first page of a TIFF by LibTiff.NET.</summary>
static unsafe class TiffDecoder
{
    const int AlphaSamples = 4;

    static TiffDecoder() => QuietErrors.Install();

    /// <exception cref="ImageFormatException">The file is damaged, of a kind that is not read, or above the limit.</exception>
    public static (RgbImage Image, int Width, int Height) Decode(ReadOnlySpan<byte> encoded, DecodingLimits limits)
    {
        var layout = TiffLayout.Check(encoded, limits.MaxPixels);
        var plan = DecodingPlan.Whole(ImageSignature.Tiff, layout.Width, layout.Height, codecBytes: 0, limits);
        ImageDecoder.Take(plan, limits);
        using var errors = new QuietErrors.Scope();
        int[]? raster;
        try
        {
            fixed (byte* address = encoded)
                raster = Raster(new TiffBytes(address, encoded.Length), layout);
        }
        // Whatever a damaged file leads the library to: it indexes, divides and casts by what the file says.
        catch (Exception e) when (e is not (OutOfMemoryException or ImageFormatException))
        {
            throw new ImageFormatException(ImageDecoder.Damaged(ImageSignature.Tiff, encoded.Length, errors.First ?? e.GetType().Name).Message, e);
        }

        if (raster is null)
            throw ImageDecoder.Damaged(ImageSignature.Tiff, encoded.Length, errors.First ?? "unknown layout");
        var upright = Decoding.Orientation.Upright(plan.Reduced, layout.Origin);
        var image = new RgbImage(upright.Width, upright.Height);
        var reduced = PixelSquares.Average(MemoryMarshal.AsBytes(raster.AsSpan()), layout.Width, plan.Square);
        Decoding.Orientation.Place(reduced, plan.Reduced, 0, layout.Origin, image);
        var size = Decoding.Orientation.Upright(plan.Decoded, layout.Origin);
        return (image, size.Width, size.Height);
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

    /// <summary>The encoded bytes where they are, as the library asks for them.</summary>
    sealed class TiffBytes(byte* bytes, int length) : TiffStream
    {
        long position;

        public override int Read(object clientData, byte[] buffer, int offset, int count)
        {
            var read = (int)Math.Clamp(length - position, 0, count);
            new ReadOnlySpan<byte>(bytes + position, read).CopyTo(buffer.AsSpan(offset));
            position += read;
            return read;
        }

        public override long Seek(object clientData, long offset, SeekOrigin origin) => position = Math.Clamp(
            offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? position : length), 0, length);

        public override long Size(object clientData) => length;

        public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Close(object clientData)
        {
        }
    }
}
