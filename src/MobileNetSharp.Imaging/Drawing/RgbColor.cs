namespace MobileNetSharp.Imaging.Drawing;

/// <summary>An 8-bit color, red, green and blue.</summary>
public readonly record struct RgbColor(byte Red, byte Green, byte Blue)
{
    const float GoldenAngle = 137.508f;

    // Neighbors differ in brightness too, for readers who cannot tell the hues apart.
    static readonly float[] Brightnesses = [0.55f, 0.8f, 0.33f];

    /// <summary>Black.</summary>
    public static RgbColor Black { get; } = new(0, 0, 0);

    /// <summary>White.</summary>
    public static RgbColor White { get; } = new(255, 255, 255);

    /// <summary>A class's color, the same every time; neighboring indices differ clearly in hue and in brightness.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is negative.</exception>
    public static RgbColor ForClass(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        var hue = index * GoldenAngle % 360 / 60;
        var (red, green, blue) = (Channel(hue, 5), Channel(hue, 3), Channel(hue, 1));
        var (luma, wanted) = (Luma(red, green, blue), Brightnesses[index % Brightnesses.Length]);
        return luma < wanted
            ? FromLevels(level => level + ((1 - level) * (wanted - luma) / (1 - luma)))
            : FromLevels(level => level * wanted / luma);

        RgbColor FromLevels(Func<float, float> adjust) => new(Level(adjust(red)), Level(adjust(green)), Level(adjust(blue)));
    }

    /// <summary>Black or white, whichever is easier to read on this color; the contrast is at least 4.5 : 1 (WCAG 2.1, level AA).</summary>
    public RgbColor TextColor => RelativeLuminance > 0.179 ? Black : White;

    /// <summary>WCAG 2.1's relative luminance, 0 (black) … 1 (white).</summary>
    public double RelativeLuminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Mixes the color into a pixel of three bytes; an opacity of 1 replaces it.</summary>
    internal void Blend(Span<byte> pixel, float opacity)
    {
        pixel[0] = (byte)(pixel[0] + ((Red - pixel[0]) * opacity) + 0.5f);
        pixel[1] = (byte)(pixel[1] + ((Green - pixel[1]) * opacity) + 0.5f);
        pixel[2] = (byte)(pixel[2] + ((Blue - pixel[2]) * opacity) + 0.5f);
    }

    // One channel of the fully saturated color of a hue, 0 … 6 from red.
    static float Channel(float hue, int offset)
    {
        var part = (offset + hue) % 6;
        return 1 - Math.Clamp(Math.Min(part, 4 - part), 0, 1);
    }

    static float Luma(float red, float green, float blue) => (0.299f * red) + (0.587f * green) + (0.114f * blue);

    static byte Level(float part) => (byte)((part * 255) + 0.5f);

    static double Linear(byte level) => level <= 10 ? level / 255.0 / 12.92 : Math.Pow(((level / 255.0) + 0.055) / 1.055, 2.4);

    /// <inheritdoc/>
    public override string ToString() => $"#{Red:x2}{Green:x2}{Blue:x2}";
}
