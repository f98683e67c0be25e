namespace MobileNetSharp.Datasets;

/// <summary>Something wrong with a data set.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Items">Every case.</param>
public sealed record DataCheckFinding(FindingSeverity Severity, FindingKind Kind, string Summary, string Remedy, IReadOnlyList<DataCheckItem> Items);
