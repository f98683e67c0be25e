using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations;

/// <summary>A box that was not taken as it is stated.</summary>
/// <param name="Kind">What is wrong with it.</param>
/// <param name="Image">The image's name in the data set.</param>
/// <param name="File">The annotation file, from the data set's folder.</param>
/// <param name="Object">Which one it is in the file, such as <c>line 3</c>.</param>
/// <param name="ClassName">Its class.</param>
/// <param name="Stated">Its edges as the file states them, or as they follow from it; in pixels, or shares of the image in formats that have those.</param>
/// <param name="Used">What became of it, in pixels of the upright image; null where it was dropped.</param>
public sealed record BoxFault(BoxFaultKind Kind, string Image, string File, string Object, string ClassName, Box Stated, Box? Used)
{
    /// <summary>Whether it is left out.</summary>
    public bool IsDropped => Used is null;

    /// <summary>Where it is, and what it states: file, object, class and numbers.</summary>
    public string Statement =>
        $"{File}: {Object}: {ClassName} ({FormattableString.Invariant($"{Stated.Left:0.###}, {Stated.Top:0.###}, {Stated.Right:0.###}, {Stated.Bottom:0.###}")})";

    /// <inheritdoc/>
    public override string ToString() => $"{Statement}: {Kind}";
}

/// <summary>What is wrong with a box.</summary>
public enum BoxFaultKind
{
    /// <summary>Left and right, or top and bottom, are exchanged: repaired.</summary>
    Swapped,

    /// <summary>It ends up to a pixel and a half outside the image, as boxes do that count pixels from another number: clipped.</summary>
    OffByOne,

    /// <summary>It ends further outside the image: clipped.</summary>
    Clipped,

    /// <summary>Less than a square pixel of it is in the image: dropped.</summary>
    Outside,

    /// <summary>It has less than a square pixel: dropped.</summary>
    TooSmall,

    /// <summary>A number of it is missing, infinite or not a number: dropped.</summary>
    NotANumber,

    /// <summary>Its class is not one of the data set's: dropped.</summary>
    UnknownClass,

    /// <summary>The file marks it in an image that it does not list: dropped.</summary>
    UnknownImage,
}
