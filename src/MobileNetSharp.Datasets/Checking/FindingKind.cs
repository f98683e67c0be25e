namespace MobileNetSharp.Datasets;

/// <summary>What the data check looks for.</summary>
public enum FindingKind
{
    /// <summary>Files that are no whole images, or cannot be read.</summary>
    BrokenImage,

    /// <summary>Folders that may not be read.</summary>
    UnreadableFolder,

    /// <summary>There is nothing to tell apart.</summary>
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
