using MobileNetSharp.Models;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Datasets;

/// <summary>How pictures are varied in training, in this order. What is null is left out.</summary>
/// <param name="Crop">Crop and resize; without it a picture is framed as in evaluation.</param>
/// <param name="FlipProbability">How often left and right are exchanged, 0 … 1.</param>
public sealed record Augmentation(RandomResizedCrop? Crop = null, double FlipProbability = 0.5)
{
    /// <summary>torchvision's for ImageNet: crop and flip.</summary>
    public static Augmentation TorchVision { get; } = new(new RandomResizedCrop());

    /// <summary>What is wrong with it, in one line; null if nothing.</summary>
    public string? Fault() =>
        !(FlipProbability >= 0 && FlipProbability <= 1) ? $"flipProbability must be from 0 to 1, is {FlipProbability}"
        : Crop?.Fault();

    /// <summary>The picture varied, of the input's size. The stream decides all.</summary>
    internal RgbImage Apply(RgbImage image, LoaderOptions options, RandomStream stream)
    {
        var (height, width) = options.InputSize;
        image = Crop is null
            ? ImagePreprocessor.Frame(image, options.Preprocessing, width, height)
            : Crop.Apply(image, width, height, options.Preprocessing.Interpolation, stream);
        if (stream.NextUniform() < FlipProbability)
            Flip(image);
        return image;
    }

    static void Flip(RgbImage image)
    {
        for (var y = 0; y < image.Height; y++)
        {
            var row = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Rgb>(image.Row(y));
            row.Reverse();
        }
    }

    readonly record struct Rgb(byte Red, byte Green, byte Blue);
}
