using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Imaging;

/// <summary>What an encoded image says of itself before its pixels: the size in which they are stored, and how they are turned upright (EXIF or TIFF orientation).</summary>
/// <param name="StoredWidth">The width of the stored pixels.</param>
/// <param name="StoredHeight">The height of the stored pixels.</param>
/// <param name="ToUpright">Where a point of the stored image is in the upright one.</param>
public readonly record struct ImageHeader(int StoredWidth, int StoredHeight, GeometricTransform ToUpright)
{
    /// <summary>The width of the upright image, which <see cref="RgbImage.Load"/> returns.</summary>
    public int Width => ToUpright.Width;

    /// <summary>The height of the upright image.</summary>
    public int Height => ToUpright.Height;

    /// <summary>Reads the header of an image file; of a JPEG only the beginning is read.</summary>
    /// <exception cref="ImageFormatException">The file does not begin as an image of a format that is read; the message names the path.</exception>
    /// <exception cref="IOException">The file is missing, a folder, or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public static ImageHeader Load(string path)
    {
        try
        {
            using var file = EncodedBytes.Open(path);
            return HeaderReader.Read(file);
        }
        catch (ImageFormatException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Reads the header of an encoded image.</summary>
    /// <exception cref="ImageFormatException">The bytes do not begin as an image of a format that is read.</exception>
    public static ImageHeader Decode(ReadOnlySpan<byte> encoded) => HeaderReader.Read(encoded);
}
