using MobileNetSharp.Cards;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Augmentation;

/// <summary>
/// The Inception crop (Szegedy et al. 2015, §6): a rectangle of random area and aspect ratio, resized to the input. The aspect
/// ratio is drawn log-uniformly, as torchvision does.
/// </summary>
/// <param name="MinimumArea">The least part of the image, 0 … 1: 0.05 in TF-slim, 0.08 in torchvision.</param>
/// <param name="MaximumArea">The largest part of the image, 0 … 1.</param>
/// <param name="MinimumAspect">The least width / height.</param>
/// <param name="MaximumAspect">The largest width / height.</param>
public sealed record RandomResizedCrop(double MinimumArea = 0.08, double MaximumArea = 1, double MinimumAspect = 3.0 / 4, double MaximumAspect = 4.0 / 3)
{
    const int Attempts = 10;

    internal Sample<TTarget> Apply<TTarget>(Sample<TTarget> sample, int width, int height, Interpolation interpolation, RandomStream stream)
    {
        var (left, top, cropWidth, cropHeight) = Draw(sample.Image.Width, sample.Image.Height, stream);
        return sample.Crop(left, top, cropWidth, cropHeight).Resize(width, height, interpolation);
    }

    /// <summary>The fraction of an image's size at which its smallest crop still has as many pixels as the input.</summary>
    internal double DecodingScale(int imageWidth, int imageHeight, int width, int height)
    {
        var area = MinimumArea * imageWidth * imageHeight;
        return Math.Max(width / Math.Sqrt(area * MinimumAspect), height / Math.Sqrt(area / MaximumAspect));
    }

    internal (int Left, int Top, int Width, int Height) Draw(int width, int height, RandomStream stream)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var area = stream.NextUniform(MinimumArea, MaximumArea) * width * height;
            var aspect = Math.Exp(stream.NextUniform(Math.Log(MinimumAspect), Math.Log(MaximumAspect)));
            var (cropWidth, cropHeight) = ((int)Math.Round(Math.Sqrt(area * aspect)), (int)Math.Round(Math.Sqrt(area / aspect)));
            if (cropWidth >= 1 && cropHeight >= 1 && cropWidth <= width && cropHeight <= height)
                return (stream.NextInt(width - cropWidth + 1), stream.NextInt(height - cropHeight + 1), cropWidth, cropHeight);
        }

        // No such rectangle fits a long, thin image: the largest in its middle whose aspect ratio is allowed.
        var nearest = Math.Clamp((double)width / height, MinimumAspect, MaximumAspect);
        var (w, h) = (Math.Clamp((int)Math.Round(height * nearest), 1, width), Math.Clamp((int)Math.Round(width / nearest), 1, height));
        return ((width - w) / 2, (height - h) / 2, w, h);
    }

    internal string? Fault() =>
        !(MinimumArea > 0 && MinimumArea <= MaximumArea && MaximumArea <= 1) ? FormattableString.Invariant($"crop: the areas must be 0 < minimumArea ≤ maximumArea ≤ 1, are {MinimumArea} and {MaximumArea}")
        : !(MinimumAspect > 0 && MinimumAspect <= MaximumAspect && double.IsFinite(MaximumAspect)) ? FormattableString.Invariant($"crop: the aspect ratios must be 0 < minimumAspect ≤ maximumAspect, are {MinimumAspect} and {MaximumAspect}")
        : null;
}
