using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>Varies a sample for training and brings it to the size of the network's input; the stream decides everything random.</summary>
public delegate Sample<TTarget> Augment<TTarget>(Sample<TTarget> sample, LoaderOptions options, RandomStream stream);

/// <summary>How images are varied in training, in this order. What is null is left out.</summary>
/// <param name="Crop">Crop and resize; without it an image is framed as in evaluation.</param>
/// <param name="FlipProbability">How often left and right are exchanged, 0 … 1.</param>
/// <param name="Color">Brightness, contrast, saturation and hue.</param>
/// <param name="RandAugment">Random operations.</param>
/// <param name="Erasing">A rectangle of noise.</param>
/// <param name="Mixing">Images of a batch mixed with each other, and with them their targets, where a task's can be blended.</param>
public sealed record ImageAugmentation(
    RandomResizedCrop? Crop = null,
    double FlipProbability = 0.5,
    ColorDistortion? Color = null,
    RandAugment? RandAugment = null,
    RandomErasing? Erasing = null,
    BatchMixing? Mixing = null)
{
    /// <summary>TF-slim's for Inception and MobileNet: crops of at least 5 % of the image, flip, color.</summary>
    public static ImageAugmentation Inception { get; } = new(new RandomResizedCrop(MinimumArea: 0.05), Color: new ColorDistortion());

    /// <summary>torchvision's for ImageNet: crop and flip.</summary>
    public static ImageAugmentation TorchVision { get; } = new(new RandomResizedCrop());

    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    public string? Fault() =>
        !(FlipProbability >= 0 && FlipProbability <= 1) ? FormattableString.Invariant($"flipProbability: must be from 0 to 1, is {FlipProbability}")
        : Crop?.Fault() ?? Color?.Fault() ?? RandAugment?.Fault() ?? Erasing?.Fault() ?? Mixing?.Fault();

    /// <summary>What is done to each sample, for targets of any kind; <see cref="Mixing"/>, which needs a whole batch, is left to the task.</summary>
    /// <exception cref="ArgumentException">A field is out of its bounds; the message names it.</exception>
    public Augment<TTarget> For<TTarget>() => Fault() is { } fault ? throw new ArgumentException(fault) : Apply;

    /// <summary>
    /// The fraction of an image's width and height, above 0, at which it has all the pixels that this needs: even the smallest crop is
    /// then not enlarged to the input. Above 1 for images that are too small for that anyway.
    /// </summary>
    public double DecodingScale(int imageWidth, int imageHeight, LoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var (height, width) = options.InputSize;
        if (Crop is not null)
            return Crop.DecodingScale(imageWidth, imageHeight, width, height);
        var frame = ImagePreprocessor.FrameTransform(imageWidth, imageHeight, options.Preprocessing, width, height);
        return Math.Max(frame.XX, frame.YY);
    }

    Sample<TTarget> Apply<TTarget>(Sample<TTarget> sample, LoaderOptions options, RandomStream stream)
    {
        var (height, width) = options.InputSize;
        // What follows changes pixels in place: those of a copy.
        sample = Crop is null
            ? sample.Frame(options.Preprocessing, options.InputSize)
            : Crop.Apply(sample, width, height, options.Preprocessing.Interpolation, stream);
        if (stream.NextUniform() < FlipProbability)
            sample = sample.FlipHorizontally();
        Color?.Apply(sample.Image, stream);
        sample = RandAugment?.Apply(sample, stream) ?? sample;
        Erasing?.Apply(sample.Image, stream);
        return sample;
    }
}
