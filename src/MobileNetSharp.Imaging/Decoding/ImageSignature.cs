namespace MobileNetSharp.Imaging.Decoding;

/// <summary>What a file is by its first bytes. Only these five formats ever reach the codec.</summary>
static class ImageSignature
{
    const string Supported = "JPEG, PNG, WebP, BMP or GIF";

    /// <summary>The name of the format: JPEG, PNG, WebP, BMP or GIF.</summary>
    /// <exception cref="ImageFormatException">The bytes start with none of them.</exception>
    public static string Identify(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [] => throw new ImageFormatException($"empty: 0 bytes; expected a {Supported} image."),
        [0xFF, 0xD8, 0xFF, ..] => "JPEG",
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => "PNG",
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => "WebP",
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => "GIF",
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => throw Unsupported("a HEIC, AVIF or video file"),
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => throw Unsupported("a TIFF or raw camera file"),
        _ => throw new ImageFormatException(
            $"not an image: starts with the bytes {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}; expected {Supported}."),
    };

    static ImageFormatException Unsupported(string what) => new($"{what}, which cannot be read; convert it to {Supported}.");
}
