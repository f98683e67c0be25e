using System.Collections.Immutable;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Augmentation;

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

    static readonly ImmutableArray<Operation> Table =
    [
        Operation.OnPixels("identity", false, (image, _) => image),
        Operation.OnPlaces("shearX", (_, s) => new Warp(1, 0.3f * s, 0, 1)),
        Operation.OnPlaces("shearY", (_, s) => new Warp(1, 0, 0.3f * s, 1)),
        Operation.OnPlaces("translateX", (image, s) => new Warp(1, 0, 0, 1, 150 / 331f * image.Width * s)),
        Operation.OnPlaces("translateY", (image, s) => new Warp(1, 0, 0, 1, 0, 150 / 331f * image.Height * s)),
        Operation.OnPlaces("rotate", (_, s) => Warp.Rotation(30 * s)),
        Operation.OnPixels("brightness", true, (image, s) => Colored(image, ColorMatrix.Brightness(1 + (0.9f * s)))),
        Operation.OnPixels("color", true, (image, s) => Colored(image, ColorMatrix.Saturation(1 + (0.9f * s)))),
        Operation.OnPixels("contrast", true, (image, s) => Colored(image, ColorMatrix.Contrast(1 + (0.9f * s), MeanLuma(image)))),
        Operation.OnPixels("sharpness", true, (image, s) => Sharpness.Apply(image, 1 + (0.9f * s))),
        Operation.OnPixels("posterize", false, (image, s) => Levels.Posterize(image, 8 - (int)MathF.Round(4 * s))),
        Operation.OnPixels("solarize", false, (image, s) => Levels.Solarize(image, (int)MathF.Round(256 * (1 - s)))),
        Operation.OnPixels("autoContrast", false, (image, _) => Levels.AutoContrast(image)),
        Operation.OnPixels("equalize", false, (image, _) => Levels.Equalize(image)),
    ];

    internal static IEnumerable<string> Names => Table.Select(operation => operation.Name);

    internal Sample<TTarget> Apply<TTarget>(Sample<TTarget> sample, RandomStream stream)
    {
        for (var i = 0; i < Operations; i++)
        {
            var operation = Table[stream.NextInt(Table.Length)];
            var strength = (float)(Magnitude / MaximumMagnitude);
            sample = operation.Apply(sample, operation.IsSigned && stream.NextInt(2) == 1 ? -strength : strength);
        }

        return sample;
    }

    /// <summary>One operation by its name, at a strength of −1 … 1.</summary>
    internal static RgbImage Apply(string name, RgbImage image, float strength) =>
        Table.First(operation => operation.Name == name).Apply(new Sample<int>(image, 0), strength).Image;

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

    /// <summary>An operation at a strength of 0 … 1; where it has a direction, a negative strength is the other. It changes pixels or moves them.</summary>
    sealed record Operation(string Name, bool IsSigned, Func<RgbImage, float, RgbImage>? Change, Func<RgbImage, float, Warp>? Motion)
    {
        public static Operation OnPixels(string name, bool isSigned, Func<RgbImage, float, RgbImage> change) => new(name, isSigned, change, null);

        public static Operation OnPlaces(string name, Func<RgbImage, float, Warp> motion) => new(name, true, null, motion);

        public Sample<TTarget> Apply<TTarget>(Sample<TTarget> sample, float strength) =>
            Motion is null ? sample.WithPixels(Change!(sample.Image, strength)) : Motion(sample.Image, strength).Apply(sample);
    }
}
