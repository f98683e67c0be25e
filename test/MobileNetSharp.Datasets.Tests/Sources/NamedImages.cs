using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Tests;

/// <summary>A data set of labels; images are drawn by a function.</summary>
sealed class NamedImages(string[] classes, int[] labels, Func<int, RgbImage>? load = null) : ClassificationDataset(classes)
{
    public override int Count => labels.Length;

    public override int LabelOf(int index) => labels[index];

    public override string NameOf(int index) => $"{ClassNames[LabelOf(index)]}/{index}.png";

    public override RgbImage Load(int index) => load?.Invoke(index) ?? new RgbImage(8, 8);

    /// <summary>So many images of each class.</summary>
    public static NamedImages Of(params int[] counts) => new(
        [.. counts.Select((_, label) => $"class {label}")], [.. counts.SelectMany((count, label) => Enumerable.Repeat(label, count))]);
}
