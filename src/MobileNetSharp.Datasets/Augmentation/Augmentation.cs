using System.Runtime.InteropServices;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets;

/// <summary>How images are varied in training, in this order. What is null is left out.</summary>
/// <param name="Crop">Crop and resize; without it an image is framed as in evaluation.</param>
/// <param name="FlipProbability">How often left and right are exchanged, 0 … 1.</param>
/// <param name="Color">Brightness, contrast, saturation and hue.</param>
/// <param name="RandAugment">Random operations.</param>
/// <param name="Erasing">A rectangle of noise.</param>
/// <param name="Mixing">Images of a batch mixed with each other.</param>
public sealed record Augmentation(
    RandomResizedCrop? Crop = null,
    double FlipProbability = 0.5,
    ColorDistortion? Color = null,
    RandAugment? RandAugment = null,
    RandomErasing? Erasing = null,
    BatchMixing? Mixing = null)
{
    /// <summary>TF-slim's for Inception and MobileNet: crops of at least 5 % of the image, flip, color.</summary>
    public static Augmentation Inception { get; } = new(new RandomResizedCrop(MinimumArea: 0.05), Color: new ColorDistortion());

    /// <summary>torchvision's for ImageNet: crop and flip.</summary>
    public static Augmentation TorchVision { get; } = new(new RandomResizedCrop());

    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    public string? Fault() =>
        !(FlipProbability >= 0 && FlipProbability <= 1) ? FormattableString.Invariant($"flipProbability: must be from 0 to 1, is {FlipProbability}")
        : Crop?.Fault() ?? Color?.Fault() ?? RandAugment?.Fault() ?? Erasing?.Fault() ?? Mixing?.Fault();

    /// <summary>The image varied, of the input's size. The stream decides all.</summary>
    internal RgbImage Apply(RgbImage image, LoaderOptions options, RandomStream stream)
    {
        var (height, width) = options.InputSize;
        // What follows changes pixels in place: those of a copy.
        image = Crop is null
            ? ImagePreprocessor.Frame(image, options.Preprocessing, width, height)
            : Crop.Apply(image, width, height, options.Preprocessing.Interpolation, stream);
        if (stream.NextUniform() < FlipProbability)
            Flip(image);
        Color?.Apply(image, stream);
        image = RandAugment?.Apply(image, stream) ?? image;
        Erasing?.Apply(image, stream);
        return image;
    }

    static void Flip(RgbImage image)
    {
        for (var y = 0; y < image.Height; y++)
            MemoryMarshal.Cast<byte, Rgb>(image.Row(y)).Reverse();
    }

    readonly record struct Rgb(byte Red, byte Green, byte Blue);
}
