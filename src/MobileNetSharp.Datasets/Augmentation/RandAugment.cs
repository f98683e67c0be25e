using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets;

/// <summary>
/// RandAugment (Cubuk et al. 2019, arXiv 1909.13719): a few operations, each drawn from fourteen, all at one magnitude. The
/// ranges are torchvision's; what a geometric operation uncovers is mid-gray.
/// </summary>
/// <param name="Operations">How many operations an image gets (the paper's N).</param>
/// <param name="Magnitude">How strong, 0 … 30 (the paper's M).</param>
public sealed record RandAugment(int Operations = 2, double Magnitude = 9)
{
    /// <summary>The scale that magnitudes are given on.</summary>
    public const int MaximumMagnitude = 30;

    /// <summary>An operation at a strength of 0 … 1; where it has a direction, a negative strength is the other.</summary>
    delegate RgbImage Operation(RgbImage image, float strength);

    static readonly (string Name, bool IsSigned, Operation Apply)[] Table =
    [
        ("identity", false, (image, _) => image),
        ("shearX", true, (image, s) => Warp.Apply(image, 1, 0.3f * s, 0, 1)),
        ("shearY", true, (image, s) => Warp.Apply(image, 1, 0, 0.3f * s, 1)),
        ("translateX", true, (image, s) => Warp.Apply(image, 1, 0, 0, 1, 150 / 331f * image.Width * s)),
        ("translateY", true, (image, s) => Warp.Apply(image, 1, 0, 0, 1, 0, 150 / 331f * image.Height * s)),
        ("rotate", true, (image, s) => Warp.Rotate(image, 30 * s)),
        ("brightness", true, (image, s) => Colored(image, ColorMatrix.Brightness(1 + (0.9f * s)))),
        ("color", true, (image, s) => Colored(image, ColorMatrix.Saturation(1 + (0.9f * s)))),
        ("contrast", true, (image, s) => Colored(image, ColorMatrix.Contrast(1 + (0.9f * s), MeanLuma(image)))),
        ("sharpness", true, (image, s) => Sharpness.Apply(image, 1 + (0.9f * s))),
        ("posterize", false, (image, s) => Levels.Posterize(image, 8 - (int)MathF.Round(4 * s))),
        ("solarize", false, (image, s) => Levels.Solarize(image, (int)MathF.Round(256 * (1 - s)))),
        ("autoContrast", false, (image, _) => Levels.AutoContrast(image)),
        ("equalize", false, (image, _) => Levels.Equalize(image)),
    ];

    internal static IEnumerable<string> Names => Table.Select(entry => entry.Name);

    internal RgbImage Apply(RgbImage image, RandomStream stream)
    {
        for (var i = 0; i < Operations; i++)
        {
            var (_, isSigned, apply) = Table[stream.NextInt(Table.Length)];
            var strength = (float)(Magnitude / MaximumMagnitude);
            image = apply(image, isSigned && stream.NextInt(2) == 1 ? -strength : strength);
        }

        return image;
    }

    /// <summary>One operation by its name, at a strength of −1 … 1.</summary>
    internal static RgbImage Apply(string name, RgbImage image, float strength) => Table.First(entry => entry.Name == name).Apply(image, strength);

    internal string? Fault() =>
        Operations is < 0 or > 100 ? $"randAugment: operations must be from 0 to 100, is {Operations}"
        : !(Magnitude >= 0 && Magnitude <= MaximumMagnitude) ? FormattableString.Invariant($"randAugment: magnitude must be from 0 to {MaximumMagnitude}, is {Magnitude}")
        : null;

    static RgbImage Colored(RgbImage image, ColorMatrix matrix)
    {
        matrix.Apply(image);
        return image;
    }

    static float MeanLuma(RgbImage image)
    {
        var (red, green, blue) = ColorDistortion.Means(image);
        return ColorMatrix.Identity.LumaOf(red, green, blue);
    }
}
