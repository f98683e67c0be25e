namespace MobileNetSharp.Datasets.Checking;

/// <summary>Something wrong with a data set.</summary>
/// <param name="Severity">How bad it is.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Summary">One sentence.</param>
/// <param name="Remedy">What to do about it.</param>
/// <param name="Items">Every case.</param>
public sealed record DataCheckFinding(FindingSeverity Severity, FindingKind Kind, string Summary, string Remedy, IReadOnlyList<DataCheckItem> Items);

/// <summary>One case of a finding: the files (several that belong together), classes or folders, and a note on them.</summary>
public sealed record DataCheckItem(IReadOnlyList<string> Names, string? Note = null);

/// <summary>How bad a finding is.</summary>
public enum FindingSeverity
{
    /// <summary>Training stops at it, or its result is worth less than it looks.</summary>
    Error,

    /// <summary>Training works, and would work better without it.</summary>
    Warning,
}

/// <summary>What the data check looks for.</summary>
public enum FindingKind
{
    /// <summary>Files that are not whole images, or cannot be read.</summary>
    BrokenImage,

    /// <summary>Folders to which access is denied.</summary>
    UnreadableFolder,

    /// <summary>There is a single class.</summary>
    SingleClass,

    /// <summary>Classes without images.</summary>
    EmptyClass,

    /// <summary>Classes that are validated or tested, but cannot be learned.</summary>
    ClassWithoutTraining,

    /// <summary>Names of classes that differ by case, spaces or hyphens only.</summary>
    SimilarClassNames,

    /// <summary>Classes of very few images.</summary>
    FewImages,

    /// <summary>A class of many times more images than another.</summary>
    Imbalance,

    /// <summary>Equal files in more than one split.</summary>
    DuplicateAcrossSplits,

    /// <summary>Equal files in more than one class.</summary>
    DuplicateAcrossClasses,

    /// <summary>Equal files in one class and split.</summary>
    Duplicate,

    /// <summary>Images in more than one split that look nearly equal.</summary>
    NearDuplicateAcrossSplits,

    /// <summary>Images that look nearly equal.</summary>
    NearDuplicate,

    /// <summary>Images of few pixels.</summary>
    SmallImage,

    /// <summary>Files that look like images by their name, but of a format that is not read, or outside every class.</summary>
    IgnoredFile,
}
