using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>
/// Brightness, contrast and saturation by a factor of 1 ± the amount, hue by ± the amount of a turn, in random order
/// (torchvision's ColorJitter; the amounts are TF-slim's).
/// </summary>
/// <param name="Brightness">0 … 1.</param>
/// <param name="Contrast">0 … 1.</param>
/// <param name="Saturation">0 … 1.</param>
/// <param name="Hue">0 … 0.5 turns.</param>
/// <param name="Probability">How often an image is distorted at all, 0 … 1.</param>
public sealed record ColorDistortion(double Brightness = 0.125, double Contrast = 0.5, double Saturation = 0.5, double Hue = 0.2, double Probability = 1)
{
    internal void Apply(RgbImage image, RandomStream stream)
    {
        if (stream.NextUniform() >= Probability)
            return;
        var (red, green, blue) = Means(image);
        var matrix = ColorMatrix.Identity;
        Span<int> steps = [0, 1, 2, 3];
        stream.Shuffle(steps);
        foreach (var step in steps)
        {
            matrix = matrix.Then(step switch
            {
                0 => ColorMatrix.Brightness(Factor(Brightness, stream)),
                1 => ColorMatrix.Contrast(Factor(Contrast, stream), matrix.LumaOf(red, green, blue)),
                2 => ColorMatrix.Saturation(Factor(Saturation, stream)),
                _ => ColorMatrix.Hue((float)stream.NextUniform(-Hue, Hue)),
            });
        }

        matrix.Apply(image);
    }

    internal string? Fault() =>
        !IsPart(Brightness) || !IsPart(Contrast) || !IsPart(Saturation) || !IsPart(Probability) ? "color: brightness, contrast, saturation and probability must be from 0 to 1"
        : !(Hue >= 0 && Hue <= 0.5) ? FormattableString.Invariant($"color: hue must be from 0 to 0.5 turns, is {Hue}")
        : null;

    internal static (float Red, float Green, float Blue) Means(RgbImage image)
    {
        long red = 0, green = 0, blue = 0;
        var pixels = image.Pixels;
        for (var i = 0; i < pixels.Length; i += 3)
            (red, green, blue) = (red + pixels[i], green + pixels[i + 1], blue + pixels[i + 2]);
        var count = pixels.Length / 3f;
        return (red / count, green / count, blue / count);
    }

    static bool IsPart(double value) => value >= 0 && value <= 1;

    static float Factor(double amount, RandomStream stream) => (float)(1 + stream.NextUniform(-amount, amount));
}
