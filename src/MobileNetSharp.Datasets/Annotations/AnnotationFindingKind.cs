namespace MobileNetSharp.Datasets.Annotations;

/// <summary>What reading annotations finds, by the words of <see cref="Checking.DataCheckFinding.Kind"/>.</summary>
public static class AnnotationFindingKind
{
    /// <summary>Annotation files that cannot be read.</summary>
    public const string UnreadableAnnotation = "unreadableAnnotation";

    /// <summary>Images that are annotated, but not there.</summary>
    public const string MissingImage = "missingImage";

    /// <summary>Names that several images have, so that it is open which one is meant.</summary>
    public const string AmbiguousImage = "ambiguousImage";

    /// <summary>Images without annotation that are left out.</summary>
    public const string UnannotatedImage = "unannotatedImage";

    /// <summary>Images that are not in any of the data set's lists.</summary>
    public const string UnlistedImage = "unlistedImage";

    /// <summary>Images that more than one annotation file describes.</summary>
    public const string AnnotatedTwice = "annotatedTwice";

    /// <summary>Images in more than one split.</summary>
    public const string InTwoSplits = "inTwoSplits";

    /// <summary>Paths in the files that do not exist and were understood nevertheless.</summary>
    public const string RepairedPath = "repairedPath";

    /// <summary>Folders outside of the data set's that its description names, and that were read.</summary>
    public const string OtherFolder = "otherFolder";

    /// <summary>Folders around the data set's in which its images were found.</summary>
    public const string ImagesAround = "imagesAround";

    /// <summary>Folders and lists that do not exist or cannot be read.</summary>
    public const string MissingPath = "missingPath";

    /// <summary>Annotations whose name of the image is not that of the image beside them.</summary>
    public const string OtherFileName = "otherFileName";

    /// <summary>Images of another size than annotated.</summary>
    public const string OtherSize = "otherSize";

    /// <summary>Annotated sizes that only fit the image as it is stored, not as it is seen.</summary>
    public const string LabeledOnRawPixels = "labeledOnRawPixels";

    /// <summary>Boxes in shares of the image in a format of pixels, or the other way round.</summary>
    public const string OtherUnit = "otherUnit";

    /// <summary>Boxes of Pascal VOC that count pixels from 0.</summary>
    public const string PixelsFromZero = "pixelsFromZero";

    /// <summary>Shapes without area, such as points and lines, which are left out.</summary>
    public const string SkippedShape = "skippedShape";

    /// <summary>Masks of which only the box around them is read.</summary>
    public const string MaskAsBox = "maskAsBox";

    /// <summary>Classes of which only the numbers are known.</summary>
    public const string UnnamedClasses = "unnamedClasses";

    /// <summary>Boxes whose class numbers seem to begin one lower or higher than those of the names.</summary>
    public const string ShiftedClasses = "shiftedClasses";

    /// <summary>A stated number of classes that is not that of the names.</summary>
    public const string OtherClassCount = "otherClassCount";

    /// <summary>Splits of which no image has a label file.</summary>
    public const string UnlabeledSplit = "unlabeledSplit";

    /// <summary>Boxes that look like two corners where a corner and a size are expected.</summary>
    public const string CornersForSizes = "cornersForSizes";

    /// <summary>Boxes that look like a corner and a size where two corners are expected.</summary>
    public const string SizesForCorners = "sizesForCorners";

    /// <summary>Label maps whose numbers begin at 0, where TensorFlow's begin at 1.</summary>
    public const string ClassesFromZero = "classesFromZero";

    /// <summary>Parts of the data set that are missing, such as a shard.</summary>
    public const string MissingPart = "missingPart";

    /// <summary>Files whose images or classes have texts as ids, where files of results have numbers.</summary>
    public const string TextIds = "textIds";

    /// <summary>Classes that files number differently; their names count.</summary>
    public const string OtherClassIds = "otherClassIds";
}
