namespace MobileNetSharp.Datasets;

/// <summary>What is in a data set, and what is wrong with it, the worst first.</summary>
/// <param name="Path">The folder or manifest.</param>
/// <param name="Images">Files, broken ones too.</param>
/// <param name="Classes">The classes, by index: the label map.</param>
/// <param name="Findings">What is wrong.</param>
public sealed record DataCheckReport(string Path, int Images, IReadOnlyList<DataCheckClass> Classes, IReadOnlyList<DataCheckFinding> Findings)
{
    /// <summary>Whether something is wrong that training stops at or that falsifies its result.</summary>
    public bool HasErrors => Findings.Any(finding => finding.Severity == FindingSeverity.Error);
}
