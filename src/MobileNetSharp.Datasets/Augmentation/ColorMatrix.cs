using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>
/// Color′ = rows · (R,G,B,1), on levels 0…255. Brightness, contrast, saturation and hue are such matrices, so that several
/// become one pass over the image, rounded and limited once.
/// </summary>
readonly record struct ColorMatrix(ColorRow Red, ColorRow Green, ColorRow Blue)
{
    public static ColorMatrix Identity { get; } = new(new(1, 0, 0, 0), new(0, 1, 0, 0), new(0, 0, 1, 0));

    /// <summary>ITU-R BT.601's luma, Pillow's conversion to gray.</summary>
    static ColorRow Luma { get; } = new(0.299f, 0.587f, 0.114f, 0);

    public static ColorMatrix Brightness(float factor) => Mix(new ColorMatrix(default, default, default), factor);

    /// <summary>Away from an image's mean gray, or towards it.</summary>
    public static ColorMatrix Contrast(float factor, float meanLuma)
    {
        var mean = new ColorRow(0, 0, 0, meanLuma);
        return Mix(new ColorMatrix(mean, mean, mean), factor);
    }

    /// <summary>Away from each pixel's gray, or towards it.</summary>
    public static ColorMatrix Saturation(float factor) => Mix(new ColorMatrix(Luma, Luma, Luma), factor);

    /// <summary>Turns the chroma plane of YIQ, so that luma stays; 1 is a whole turn.</summary>
    public static ColorMatrix Hue(float turns)
    {
        var (sine, cosine) = MathF.SinCos(turns * MathF.Tau);
        ColorRow i = new(0.5959f, -0.2746f, -0.3213f, 0), q = new(0.2115f, -0.5227f, 0.3112f, 0);
        var (turnedI, turnedQ) = ((i * cosine) + (q * -sine), (i * sine) + (q * cosine));
        return new(
            Luma + (turnedI * 0.956f) + (turnedQ * 0.619f),
            Luma + (turnedI * -0.272f) + (turnedQ * -0.647f),
            Luma + (turnedI * -1.106f) + (turnedQ * 1.703f));
    }

    /// <summary>This, and then another.</summary>
    public ColorMatrix Then(ColorMatrix next) => new(Through(next.Red), Through(next.Green), Through(next.Blue));

    /// <summary>The luma of a color after this.</summary>
    public float LumaOf(float red, float green, float blue)
        => Luma.Of(Red.Of(red, green, blue), Green.Of(red, green, blue), Blue.Of(red, green, blue));

    public void Apply(RgbImage image)
    {
        var pixels = image.WritablePixels;
        for (; pixels.Length >= 3; pixels = pixels[3..])
        {
            var (red, green, blue) = ((float)pixels[0], (float)pixels[1], (float)pixels[2]);
            pixels[0] = Level(Red.Of(red, green, blue));
            pixels[1] = Level(Green.Of(red, green, blue));
            pixels[2] = Level(Blue.Of(red, green, blue));
        }
    }

    public static byte Level(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    /// <summary>Pillow's ImageEnhance: the image at factor 1, the other at 0, beyond either elsewhere.</summary>
    static ColorMatrix Mix(ColorMatrix other, float factor) => new(
        (Identity.Red * factor) + (other.Red * (1 - factor)),
        (Identity.Green * factor) + (other.Green * (1 - factor)),
        (Identity.Blue * factor) + (other.Blue * (1 - factor)));

    ColorRow Through(ColorRow row) => (Red * row.Red) + (Green * row.Green) + (Blue * row.Blue) + new ColorRow(0, 0, 0, row.Constant);
}

/// <summary>One channel out of three and a constant.</summary>
readonly record struct ColorRow(float Red, float Green, float Blue, float Constant)
{
    public float Of(float red, float green, float blue) => (Red * red) + (Green * green) + (Blue * blue) + Constant;

    public static ColorRow operator +(ColorRow a, ColorRow b) => new(a.Red + b.Red, a.Green + b.Green, a.Blue + b.Blue, a.Constant + b.Constant);

    public static ColorRow operator *(ColorRow row, float factor) => new(row.Red * factor, row.Green * factor, row.Blue * factor, row.Constant * factor);
}
