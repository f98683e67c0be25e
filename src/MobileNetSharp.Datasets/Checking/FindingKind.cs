namespace MobileNetSharp.Datasets;

/// <summary>What the data check looks for.</summary>
public enum FindingKind
{
    /// <summary>Files that are no whole pictures, or cannot be read.</summary>
    BrokenPicture,

    /// <summary>Folders that may not be read.</summary>
    UnreadableFolder,

    /// <summary>There is nothing to tell apart.</summary>
    SingleClass,

    /// <summary>Classes without pictures.</summary>
    EmptyClass,

    /// <summary>Classes that are validated or tested, but cannot be learned.</summary>
    ClassWithoutTraining,

    /// <summary>Names of classes that differ by case, spaces or hyphens only.</summary>
    SimilarClassNames,

    /// <summary>Classes of very few pictures.</summary>
    FewPictures,

    /// <summary>A class of many times more pictures than another.</summary>
    Imbalance,

    /// <summary>Equal files in more than one split.</summary>
    DuplicateAcrossSplits,

    /// <summary>Equal files in more than one class.</summary>
    DuplicateAcrossClasses,

    /// <summary>Equal files in one class and split.</summary>
    Duplicate,

    /// <summary>Pictures in more than one split that look nearly equal.</summary>
    NearDuplicateAcrossSplits,

    /// <summary>Pictures that look nearly equal.</summary>
    NearDuplicate,

    /// <summary>Pictures of few pixels.</summary>
    SmallPicture,

    /// <summary>Files that look like pictures by their name, but of a format that is not read, or outside every class.</summary>
    IgnoredFile,
}
