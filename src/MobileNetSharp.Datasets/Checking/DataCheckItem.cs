namespace MobileNetSharp.Datasets;

/// <summary>One case of a finding: the files (several that belong together), classes or folders, and what is to be said of them.</summary>
public sealed record DataCheckItem(IReadOnlyList<string> Names, string? Note = null);
