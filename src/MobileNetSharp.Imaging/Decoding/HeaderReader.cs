using MobileNetSharp.Imaging.Decoding.Tiff;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Decoding;

/// <summary>Reads sizes and orientations by the code that decodes, without decoding.</summary>
static unsafe class HeaderReader
{
    /// <summary>Holds what cameras put before the pixels of a JPEG, but for a few with large thumbnails.</summary>
    const int BeginningBytes = 64 << 10;

    public static ImageHeader Read(Stream file)
    {
        var beginning = new byte[BeginningBytes];
        beginning = beginning[..file.ReadAtLeast(beginning, BeginningBytes, throwOnEndOfStream: false)];
        if (beginning.Length == BeginningBytes && IsInBeginning(beginning))
        {
            try
            {
                return Read(beginning);
            }
            catch (ImageFormatException)
            {
                // The whole file says more, or what is wrong with it.
            }
        }

        if (beginning.Length < BeginningBytes)
            return Read(beginning);
        file.Position = 0;
        return Read(EncodedBytes.Read(file));
    }

    public static ImageHeader Read(ReadOnlySpan<byte> encoded)
    {
        var format = ImageSignature.Identify(encoded);
        if (format == ImageSignature.Tiff)
        {
            var layout = TiffLayout.Check(encoded, Array.MaxLength / 4);
            return Header(new SKSizeI(layout.Width, layout.Height), layout.Origin);
        }

        fixed (byte* address = encoded)
        {
            using var data = SKData.Create((nint)address, encoded.Length);
            using var codec = SKCodec.Create(data)
                ?? throw new ImageFormatException($"{format} of {encoded.Length} bytes: the header is damaged or cut off; get the file again from its source.");
            return Header(codec.Info.Size, format == ImageSignature.Png ? PngExif.Orientation(encoded) : codec.EncodedOrigin);
        }
    }

    /// <summary>The orientation of the others may be stored after the pixels.</summary>
    static bool IsInBeginning(ReadOnlySpan<byte> beginning) => ImageSignature.Identify(beginning) is not (ImageSignature.Png or ImageSignature.WebP or ImageSignature.Tiff);

    static ImageHeader Header(SKSizeI stored, SKEncodedOrigin origin) => new(stored.Width, stored.Height, Orientation.Transform(stored, origin));
}
