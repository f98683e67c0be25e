using System.Collections.Immutable;
using System.Reflection;

namespace MobileNetSharp.Cards;

/// <summary>The class names of the paper's data sets, by index.</summary>
public static class ClassNames
{
    /// <summary>ImageNet's 1000 classes, in the order of their WordNet ids (ILSVRC 2012).</summary>
    public static ImmutableArray<string> ImageNet { get; } = Read("imagenet.txt");

    /// <summary>TensorFlow's 1001: <c>background</c>, then ImageNet's 1000.</summary>
    public static ImmutableArray<string> ImageNetWithBackground { get; } = ["background", .. ImageNet];

    /// <summary>COCO's 90 category ids from 1 on, at index id − 1; the ten that the data set never uses are <c>n/a</c>.</summary>
    public static ImmutableArray<string> Coco90 { get; } = Read("coco.txt");

    /// <summary>COCO's 80 categories in use, in the order of their ids.</summary>
    public static ImmutableArray<string> Coco { get; } = [.. Coco90.Where(name => name != "n/a")];

    /// <summary>PASCAL VOC's 21 classes of segmentation: <c>background</c>, then its 20.</summary>
    public static ImmutableArray<string> PascalVoc { get; } = Read("voc.txt");

    static ImmutableArray<string> Read(string file)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"ClassNames/{file}")!;
        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
