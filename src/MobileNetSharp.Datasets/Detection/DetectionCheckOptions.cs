using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>How boxes are read for a check, and what counts as wrong with them.</summary>
public sealed record DetectionCheckOptions
{
    /// <summary>What counts as wrong with images.</summary>
    public DataCheckOptions Images { get; init => field = value ?? field; } = new();

    /// <summary>How annotations are read.</summary>
    public AnnotationOptions Annotations { get; init => field = value ?? field; } = new();

    /// <summary>Height and width of the input of the network that the data set is for.</summary>
    public Size InputSize { get; init; } = new(320, 320);

    /// <summary>The anchors of that network; null: those of SSDLite on MobileNet.</summary>
    public AnchorTable? Anchors { get; init; }

    /// <summary>How images become its input; null: the whole image is stretched to it.</summary>
    public Preprocessing? Preprocessing { get; init; }

    /// <summary>Objects below are tiny: the side of a square of their area, in pixels of the input.</summary>
    public double TinySide { get; init; } = 8;

    /// <summary>The share of objects without an anchor above which something should be done.</summary>
    public double UnreachedShare { get; init; } = 0.1;

    /// <summary>A class with fewer objects to learn from has few.</summary>
    public int FewObjects { get; init; } = 10;

    /// <summary>The anchors of SSDLite on MobileNet for an input.</summary>
    internal static AnchorTable AnchorsOf(Size input) => Ssd.DecodingOf(Ssd.Build(new SsdOptions { Resolution = input, Classes = 1 })).Anchors;
}
