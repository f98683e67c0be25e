using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>What is in a data set of boxes, and what is wrong with it, the worst first.</summary>
/// <param name="Path">The folder or annotation file.</param>
/// <param name="Dataset">The data set, as it is trained on.</param>
/// <param name="Classes">The classes, by index.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record DetectionCheckReport(string Path, DetectionFiles Dataset, IReadOnlyList<CheckedObjects> Classes, IReadOnlyList<DataCheckFinding> Findings)
{
    /// <summary>The sizes of the objects in a network's input; null where there is no object.</summary>
    public AnchorFit? Sizes { get; init; }

    /// <summary>Objects, without crowds.</summary>
    public int Objects => Classes.Sum(of => of.Objects);

    /// <summary>Images without objects: negatives.</summary>
    public int ImagesWithoutObjects => Enumerable.Range(0, Dataset.Count).Count(index => Dataset.TargetOf(index).Boxes.IsEmpty);

    /// <summary>Boxes that were repaired.</summary>
    public int Repaired => Dataset.BoxFaults.Count(fault => !fault.IsDropped);

    /// <summary>Boxes that were dropped.</summary>
    public int Dropped => Dataset.BoxFaults.Count(fault => fault.IsDropped);

    /// <summary>Whether something is wrong that training stops at or that falsifies its result.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == FindingSeverity.Error);

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Objects} objects of {Classes.Count} classes, {Findings.Count} findings";
}

/// <summary>A class: its index, its objects without crowds, the images that show some, and its objects by split (those of no split count as training).</summary>
public sealed record CheckedObjects(int Index, string Name, int Objects, int Images, int Train, int Validation, int Test);
