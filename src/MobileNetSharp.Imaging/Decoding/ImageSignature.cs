namespace MobileNetSharp.Imaging.Decoding;

/// <summary>What a file is by its first bytes. Only these six formats ever reach a codec.</summary>
static class ImageSignature
{
    public const string Jpeg = "JPEG", Tiff = "TIFF", Png = "PNG", WebP = "WebP", Gif = "GIF";

    const string Supported = "JPEG, PNG, WebP, BMP, GIF or TIFF";

    const string SaveAs = "which cannot be read; save it as JPEG or PNG";

    /// <summary>The name of the format: JPEG, PNG, WebP, BMP, GIF or TIFF.</summary>
    /// <exception cref="ImageFormatException">The bytes start with none of them.</exception>
    public static string Identify(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [] => throw new ImageFormatException($"empty: 0 bytes; expected a {Supported} image."),
        [0xFF, 0xD8, 0xFF, ..] => Jpeg,
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Png,
        [(byte)'R', (byte)'I', (byte)'F', (byte)'F', _, _, _, _, (byte)'W', (byte)'E', (byte)'B', (byte)'P', ..] => WebP,
        [(byte)'B', (byte)'M', ..] => "BMP",
        [(byte)'G', (byte)'I', (byte)'F', (byte)'8', (byte)'7' or (byte)'9', (byte)'a', ..] => Gif,
        [(byte)'I', (byte)'I', 42, 0, ..] or [(byte)'M', (byte)'M', 0, 42, ..] => Tiff,
        _ => throw new ImageFormatException(Other(encoded) is { } other
            ? $"{other}, {SaveAs}."
            : $"not an image: starts with the bytes {Convert.ToHexString(encoded[..Math.Min(8, encoded.Length)])}; expected {Supported}."),
    };

    static string? Other(ReadOnlySpan<byte> encoded) => encoded switch
    {
        [_, _, _, _, (byte)'f', (byte)'t', (byte)'y', (byte)'p', ..] => ByBrand(encoded[8..]),
        [0xFF, 0x0A, ..] or [0, 0, 0, 12, (byte)'J', (byte)'X', (byte)'L', (byte)' ', ..] => "a JPEG XL image",
        [0, 0, 0, 12, (byte)'j', (byte)'P', (byte)' ', (byte)' ', ..] or [0xFF, 0x4F, 0xFF, 0x51, ..] => "a JPEG 2000 image",
        [(byte)'I', (byte)'I', 43, 0, ..] or [(byte)'M', (byte)'M', 0, 43, ..] => "a BigTIFF image",
        [(byte)'%', (byte)'P', (byte)'D', (byte)'F', ..] => "a PDF document",
        _ => null,
    };

    /// <summary>ISO base media files name what they are by four letters, followed by a version and what else can read them (ISO 14496-12, §4.3).</summary>
    static string ByBrand(ReadOnlySpan<byte> brands)
    {
        const int brandBytes = 4, mostBrands = 16;
        for (var i = 0; i < mostBrands && brands.Length >= brandBytes; i++, brands = brands[brandBytes..])
        {
            if (brands.StartsWith("avif"u8) || brands.StartsWith("avis"u8)) return "an AVIF image";
            if (brands.StartsWith("heic"u8) || brands.StartsWith("heix"u8) || brands.StartsWith("heim"u8) || brands.StartsWith("heis"u8)
                || brands.StartsWith("hevc"u8) || brands.StartsWith("hevx"u8)) return "a HEIC image";
            if (brands.StartsWith("crx "u8)) return "a raw camera file";
        }

        return "a HEIF image or a video file";
    }
}
