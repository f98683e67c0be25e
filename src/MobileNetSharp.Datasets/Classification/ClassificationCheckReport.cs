using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>What is in a data set of classes, and what is wrong with it, the worst first.</summary>
/// <param name="Path">The folder or manifest.</param>
/// <param name="Images">Files, broken ones too.</param>
/// <param name="Classes">The classes, by index: the label map.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record ClassificationCheckReport(
    string Path, int Images, IReadOnlyList<CheckedClass> Classes, IReadOnlyList<DataCheckFinding> Findings)
{
    /// <summary>Whether something is wrong that training stops at or that falsifies its result.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == FindingSeverity.Error);

    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Images} images of {Classes.Count} classes, {Findings.Count} findings";
}

/// <summary>A class: its index in the model's output, and how many images it has, whole and broken, in all and by split (those of no split count as training images).</summary>
public sealed record CheckedClass(int Index, string Name, int Images, int Train, int Validation, int Test);
