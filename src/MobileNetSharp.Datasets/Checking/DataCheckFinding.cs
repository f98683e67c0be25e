namespace MobileNetSharp.Datasets.Checking;

/// <summary>Something wrong with a data set.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Kind">What it is: one of <see cref="FindingKind"/>, or of what a task adds.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Items">Every case.</param>
public sealed record DataCheckFinding(FindingSeverity Severity, string Kind, string Summary, string Remedy, IReadOnlyList<DataCheckItem> Items)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Severity}: {Summary}";
}

/// <summary>One case of a finding: the files (several that belong together), classes or folders, and a note on them.</summary>
public sealed record DataCheckItem(IReadOnlyList<string> Names, string? Note = null)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Names) + (Note is null ? "" : $" ({Note})");
}

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Training stops at it, or its result is worth less than it looks.</summary>
    Error,

    /// <summary>Training works, and would work better without it.</summary>
    Warning,

    /// <summary>Good to know; right, unless it was not meant so.</summary>
    Note,
}

/// <summary>What every data check looks for, by the words of <see cref="DataCheckFinding.Kind"/>.</summary>
public static class FindingKind
{
    /// <summary>Files that are not whole images, or cannot be read.</summary>
    public const string BrokenImage = "brokenImage";

    /// <summary>Files that a list names and that are not there, and links to missing ones.</summary>
    public const string MissingImage = "missingImage";

    /// <summary>Folders to which access is denied.</summary>
    public const string UnreadableFolder = "unreadableFolder";

    /// <summary>Equal files in more than one split.</summary>
    public const string DuplicateAcrossSplits = "duplicateAcrossSplits";

    /// <summary>Equal files in one split, alike in all else.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Images in more than one split that look nearly equal.</summary>
    public const string NearDuplicateAcrossSplits = "nearDuplicateAcrossSplits";

    /// <summary>Images that look nearly equal.</summary>
    public const string NearDuplicate = "nearDuplicate";

    /// <summary>Images of few pixels.</summary>
    public const string SmallImage = "smallImage";
}
