using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>Random erasing (Zhong et al. 2017, arXiv 1708.04896): a rectangle is filled with random levels. The defaults are the paper's, but for its probability of 0.5.</summary>
/// <param name="Probability">How often, 0 … 1.</param>
/// <param name="MinimumArea">The least part of the image, 0 … 1.</param>
/// <param name="MaximumArea">The largest part of the image, 0 … 1.</param>
/// <param name="MinimumAspect">The least height / width; the largest is its inverse.</param>
public sealed record RandomErasing(double Probability = 0.25, double MinimumArea = 0.02, double MaximumArea = 0.4, double MinimumAspect = 0.3)
{
    internal void Apply(RgbImage image, RandomStream stream)
    {
        if (stream.NextUniform() >= Probability)
            return;
        var rectangle = new RandomResizedCrop(MinimumArea, MaximumArea, MinimumAspect, 1 / MinimumAspect);
        var (left, top, width, height) = rectangle.Draw(image.Width, image.Height, stream);
        for (var y = top; y < top + height; y++)
        {
            foreach (ref var level in image.Row(y).Slice(3 * left, 3 * width))
                level = (byte)stream.NextInt(256);
        }
    }

    internal string? Fault() =>
        !(Probability >= 0 && Probability <= 1) ? FormattableString.Invariant($"erasing: probability must be from 0 to 1, is {Probability}")
        : !(MinimumAspect > 0 && MinimumAspect <= 1) ? FormattableString.Invariant($"erasing: minimumAspect must be above 0 and at most 1, is {MinimumAspect}")
        : new RandomResizedCrop(MinimumArea, MaximumArea).Fault()?.Replace("crop:", "erasing:", StringComparison.Ordinal);
}
