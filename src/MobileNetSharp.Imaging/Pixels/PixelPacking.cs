using System.Runtime.Intrinsics;

namespace MobileNetSharp.Imaging.Pixels;

/// <summary>Copies rows of any <see cref="PixelFormat"/> into RGB.</summary>
static class PixelPacking
{
    public static int BytesPerPixel(PixelFormat format) => format switch
    {
        PixelFormat.Rgb24 or PixelFormat.Bgr24 => 3,
        PixelFormat.Rgba32 or PixelFormat.Bgra32 => 4,
        PixelFormat.Gray8 => 1,
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "Unknown pixel format."),
    };

    /// <summary>Copies whole pixels.</summary>
    public static void PackRow(ReadOnlySpan<byte> source, Span<byte> rgb, PixelFormat format)
    {
        switch (format)
        {
            case PixelFormat.Rgb24: source.CopyTo(rgb); break;
            case PixelFormat.Bgr24: Pick(source, rgb, 3, red: 2, green: 1, blue: 0); break;
            case PixelFormat.Gray8: Pick(source, rgb, 1, red: 0, green: 0, blue: 0); break;
            case PixelFormat.Rgba32:
                var done = Shuffle(source, rgb, blueFirst: false);
                Pick(source[(4 * done)..], rgb[(3 * done)..], 4, red: 0, green: 1, blue: 2);
                break;
            case PixelFormat.Bgra32:
                done = Shuffle(source, rgb, blueFirst: true);
                Pick(source[(4 * done)..], rgb[(3 * done)..], 4, red: 2, green: 1, blue: 0);
                break;
        }
    }

    static void Pick(ReadOnlySpan<byte> source, Span<byte> rgb, int bytesPerPixel, int red, int green, int blue)
    {
        for (; source.Length > 0; source = source[bytesPerPixel..], rgb = rgb[3..])
            (rgb[0], rgb[1], rgb[2]) = (source[red], source[green], source[blue]);
    }

    /// <summary>Packs as many 4-byte pixels as whole vectors hold and returns their number.</summary>
    static int Shuffle(ReadOnlySpan<byte> source, Span<byte> rgb, bool blueFirst)
    {
        var pixel = 0;
        for (; 4 * pixel + 16 <= source.Length && 3 * pixel + 16 <= rgb.Length; pixel += 4)
        {
            var four = Vector128.Create(source[(4 * pixel)..]);
            // Only an order that the compiler sees becomes one instruction. The last four bytes are overwritten by the next pixels.
            var packed = blueFirst
                ? Vector128.Shuffle(four, Vector128.Create((byte)2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, 0, 0, 0, 0))
                : Vector128.Shuffle(four, Vector128.Create((byte)0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0));
            packed.CopyTo(rgb[(3 * pixel)..]);
        }

        return pixel;
    }
}
