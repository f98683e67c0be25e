namespace MobileNetSharp.Datasets.Detection;

/// <summary>What is wrong with boxes and their classes, by the words of <see cref="Checking.DataCheckFinding.Kind"/>; those of files and images are <see cref="Annotations.AnnotationFindingKind"/> and <see cref="Checking.FindingKind"/>.</summary>
public static class BoxFindingKind
{
    /// <summary>Boxes with exchanged corners, repaired.</summary>
    public const string SwappedBox = "swappedBox";

    /// <summary>Boxes that end up to a pixel and a half outside their image, clipped.</summary>
    public const string OffByOneBox = "offByOneBox";

    /// <summary>Boxes that end further outside, clipped.</summary>
    public const string ClippedBox = "clippedBox";

    /// <summary>Boxes of which less than a square pixel is in their image, dropped.</summary>
    public const string OutsideBox = "outsideBox";

    /// <summary>Boxes with less than a square pixel, dropped.</summary>
    public const string EmptyBox = "emptyBox";

    /// <summary>Boxes with a missing or infinite number, dropped.</summary>
    public const string NotANumberBox = "notANumberBox";

    /// <summary>Boxes of a class that the data set does not have, dropped.</summary>
    public const string UnknownClass = "unknownClass";

    /// <summary>Boxes in images that the file does not list, dropped.</summary>
    public const string UnknownImage = "unknownImage";

    /// <summary>Objects that are marked twice with the same class.</summary>
    public const string DuplicateBox = "duplicateBox";

    /// <summary>Places that are marked with two classes.</summary>
    public const string BoxOfTwoClasses = "boxOfTwoClasses";

    /// <summary>Objects that are too small to recognize in the network's input.</summary>
    public const string TinyObject = "tinyObject";

    /// <summary>Many objects that no anchor overlaps by half.</summary>
    public const string UnreachedByAnchors = "unreachedByAnchors";

    /// <summary>Equal files with different boxes.</summary>
    public const string AnnotatedDifferently = "annotatedDifferently";

    /// <summary>Images without objects.</summary>
    public const string NegativeImage = "negativeImage";

    /// <summary>Images that their orientation turns.</summary>
    public const string TurnedImage = "turnedImage";

    /// <summary>Classes with a name, but without an object.</summary>
    public const string ClassWithoutObjects = "classWithoutObjects";

    /// <summary>Classes with objects to validate or test on, but none to learn from.</summary>
    public const string ClassWithoutTraining = "classWithoutTraining";

    /// <summary>Classes with objects to learn from, but none to validate on.</summary>
    public const string ClassWithoutValidation = "classWithoutValidation";

    /// <summary>Classes with few objects to learn from.</summary>
    public const string FewObjects = "fewObjects";

    /// <summary>What training would stop at before it begins.</summary>
    public const string NotTrainable = "notTrainable";
}
