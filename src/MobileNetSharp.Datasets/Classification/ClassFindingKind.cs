using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>What the check of a data set of classes looks for beside <see cref="FindingKind"/>.</summary>
public static class ClassFindingKind
{
    /// <summary>There is a single class.</summary>
    public const string SingleClass = "singleClass";

    /// <summary>Classes without images.</summary>
    public const string EmptyClass = "emptyClass";

    /// <summary>Classes that are validated or tested, but cannot be learned.</summary>
    public const string ClassWithoutTraining = "classWithoutTraining";

    /// <summary>Names of classes that differ by case, spaces, hyphens or the encoding of accents only.</summary>
    public const string SimilarClassNames = "similarClassNames";

    /// <summary>Classes of very few images.</summary>
    public const string FewImages = "fewImages";

    /// <summary>A class of many times more images than another.</summary>
    public const string Imbalance = "imbalance";

    /// <summary>Equal files in more than one class.</summary>
    public const string DuplicateAcrossClasses = "duplicateAcrossClasses";

    /// <summary>Files that look like images by their name, but of a format that is not read, or outside every class.</summary>
    public const string IgnoredFile = "ignoredFile";

    /// <summary>Files in class folders that are not images, counted by extension.</summary>
    public const string SkippedFile = "skippedFile";

    /// <summary>Images and folders that cannot be opened, since their names are not UTF-8.</summary>
    public const string UnreadableName = "unreadableName";

    /// <summary>Links to a folder that they lie in, which are not followed.</summary>
    public const string LinkToFolderAbove = "linkToFolderAbove";

    /// <summary>Images in folders inside class folders.</summary>
    public const string NestedImage = "nestedImage";
}
