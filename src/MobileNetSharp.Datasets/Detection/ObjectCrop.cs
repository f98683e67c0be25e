using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Numerics;
using static System.FormattableString;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>
/// SSD's random crop (arXiv 1512.02325, §2.2): of seven demands on what is seen of the objects, 0, 0.1, 0.3, 0.5, 0.7, 0.9 and 1, one is
/// drawn, and then crops until one meets it; where none does, the image stays whole.
/// </summary>
/// <param name="Rule">What is demanded, and which objects stay.</param>
/// <param name="MinimumArea">The least part of the image, 0 … 1.</param>
/// <param name="MaximumArea">The largest part of the image, 0 … 1.</param>
/// <param name="MinimumAspect">The least width / height.</param>
/// <param name="MaximumAspect">The largest width / height.</param>
/// <param name="WholeProbability">How often the image stays whole, 0 … 1.</param>
public sealed record ObjectCrop(
    CropRule Rule = CropRule.Coverage, double MinimumArea = 0.1, double MaximumArea = 1, double MinimumAspect = 0.5, double MaximumAspect = 2, double WholeProbability = 0.15)
{
    const int Attempts = 100;

    static readonly double[] Demands = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1];

    RandomResizedCrop Window => new(MinimumArea, MaximumArea, MinimumAspect, MaximumAspect);

    /// <summary>The sample, cropped or whole, with the objects that stay; the stream decides.</summary>
    public Sample<AnnotatedBoxes> Apply(Sample<AnnotatedBoxes> sample, RandomStream stream)
    {
        ArgumentNullException.ThrowIfNull(sample);
        ArgumentNullException.ThrowIfNull(stream);
        if (stream.NextUniform() < WholeProbability)
            return sample;
        var demand = Demands[stream.NextInt(Demands.Length)];
        Box[] objects = [.. sample.Target.Boxes.Where(box => !box.IsCrowd).Select(box => box.Box)];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var (left, top, width, height) = Window.Draw(sample.Image.Width, sample.Image.Height, stream);
            var window = new Box(left, top, left + width, top + height);
            if (objects.Length == 0 || objects.Any(box => Seen(box, window) >= demand))
                return sample.WithTarget(Kept(sample.Target, window, demand)).Crop(left, top, width, height);
        }

        return sample;
    }

    /// <summary>The fraction of an image's size at which the smallest crop still has as many pixels as the input.</summary>
    public double DecodingScale(int imageWidth, int imageHeight, Size input) => Window.DecodingScale(imageWidth, imageHeight, input.Width, input.Height);

    /// <summary>What is wrong with it, in one line that begins with the field; null if nothing.</summary>
    public string? Fault() =>
        !(WholeProbability >= 0 && WholeProbability <= 1) ? Invariant($"crop: wholeProbability must be from 0 to 1, is {WholeProbability}") : Window.Fault();

    double Seen(Box box, Box window) => Rule == CropRule.Overlap ? box.IntersectionOverUnion(window) : box.Area > 0 ? box.Intersection(window) / box.Area : 0;

    AnnotatedBoxes Kept(AnnotatedBoxes boxes, Box window, double demand) => Rule == CropRule.Coverage
        ? boxes.Within(window, demand)
        : new([.. boxes.Within(window, 0).Boxes.Where(box => box.IsCrowd
            || (box.Box.Center is var (x, y) && x >= window.Left && x < window.Right && y >= window.Top && y < window.Bottom))]);
}

/// <summary>What a crop must show of at least one object, and which objects stay.</summary>
public enum CropRule
{
    /// <summary>A share of the object; objects stay of which that share is seen (TensorFlow's ssd_random_crop, preprocessor.py).</summary>
    Coverage,

    /// <summary>An intersection over union of crop and object; objects stay whose center is seen (Caffe, torchvision's RandomIoUCrop).</summary>
    Overlap,
}
