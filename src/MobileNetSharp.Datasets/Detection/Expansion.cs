using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;
using static System.FormattableString;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>SSD's expansion (arXiv 1512.02325, §3.6; "zoom out"): the image at a random place of a larger gray canvas, so that objects get smaller.</summary>
/// <param name="Probability">How often, 0 … 1.</param>
/// <param name="MaximumScale">The canvas's largest sides, in those of the image; from 1 on all are equally likely.</param>
public sealed record Expansion(double Probability = 0.5, double MaximumScale = 4)
{
    /// <summary>Larger canvases would only cost time: what is cropped from them is resized to the input.</summary>
    const int LargestCanvas = 4;

    /// <summary>The sample, on a canvas or as it is; the stream decides.</summary>
    public Sample<AnnotatedBoxes> Apply(Sample<AnnotatedBoxes> sample, Size input, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.NextUniform() >= Probability)
            return sample;
        var scale = stream.NextUniform(1, MaximumScale);
        var reduction = Math.Min(1, Math.Min(LargestCanvas * input.Width / (sample.Image.Width * scale), LargestCanvas * input.Height / (sample.Image.Height * scale)));
        if (reduction < 1)
            sample = sample.Resize(Scaled(sample.Image.Width, reduction), Scaled(sample.Image.Height, reduction), Interpolation.PillowBilinear);
        var canvas = new RgbImage(Scaled(sample.Image.Width, scale), Scaled(sample.Image.Height, scale));
        var (left, top) = (stream.NextInt(canvas.Width - sample.Image.Width + 1), stream.NextInt(canvas.Height - sample.Image.Height + 1));
        canvas.WritablePixels.Fill(128);
        for (var y = 0; y < sample.Image.Height; y++)
            sample.Image.Row(y).CopyTo(canvas.Row(top + y)[(3 * left)..]);
        return sample.Move(canvas, GeometricTransform.Crop(-left, -top, canvas.Width, canvas.Height));
    }

    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    public string? Fault() =>
        !(Probability >= 0 && Probability <= 1) ? Invariant($"expansion: probability must be from 0 to 1, is {Probability}")
        : !(MaximumScale >= 1 && MaximumScale <= 16) ? Invariant($"expansion: maximumScale must be from 1 to 16, is {MaximumScale}")
        : null;

    static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));
}
