using System.Reflection;
using SkiaSharp;

namespace MobileNetSharp.Imaging.Drawing;

/// <summary>
/// The built-in font, so that text needs no font of the system: Arimo, as wide as Arial and Helvetica, with Latin, Greek and
/// Cyrillic letters.
/// </summary>
static class TextFont
{
    static readonly Lazy<SKTypeface> Regular = new(() => Load("Arimo-Regular.ttf")), Bold = new(() => Load("Arimo-Bold.ttf"));

    /// <summary>The font at a size in pixels, without hinting, so that a text is equally wide everywhere.</summary>
    public static SKFont Create(double size, bool bold = false) => new((bold ? Bold : Regular).Value, (float)size)
    {
        Subpixel = true,
        LinearMetrics = true,
        Hinting = SKFontHinting.None,
        Edging = SKFontEdging.Antialias,
    };

    /// <summary>The width of a text at a size in pixels.</summary>
    public static double Width(string words, double size, bool bold = false)
    {
        using var font = Create(size, bold);
        return font.MeasureText(words);
    }

    static SKTypeface Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!;
        var font = new byte[stream.Length];
        stream.ReadExactly(font);
        // Copied: given the stream, the library would call back into managed code.
        using var data = SKData.CreateCopy(font);
        return SKTypeface.FromData(data);
    }
}
