using System.Collections.Immutable;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Datasets.Annotations;

/// <summary>An image and what is marked in it.</summary>
/// <param name="Name">A name that no other image of the data set has: its path from the data set's folder, with <c>/</c>.</param>
/// <param name="Source">Where its bytes are.</param>
/// <param name="Objects">What is marked; nothing in an image that shows background only.</param>
public sealed record AnnotatedImage(string Name, ImageSource Source, ImmutableArray<AnnotatedObject> Objects)
{
    /// <summary>The width of the upright image; 0 where the file cannot be read and the annotation does not say it.</summary>
    public int Width { get; init; }

    /// <summary>The height of the upright image; 0 where the file cannot be read and the annotation does not say it.</summary>
    public int Height { get; init; }

    /// <summary>Whether its EXIF orientation turns or mirrors it; boxes are in the upright image.</summary>
    public bool IsTurned { get; init; }

    /// <summary>What the data set itself says the image is for.</summary>
    public Split? Split { get; init; }

    /// <summary>The number that the data set gives the image, such as COCO's.</summary>
    public long? Id { get; init; }

    /// <summary>The annotation file, from the data set's folder; null where there is none.</summary>
    public string? AnnotationFile { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Width}x{Height}, {Objects.Length} objects";
}

/// <summary>An object of an image.</summary>
/// <param name="Class">An index into the classes.</param>
/// <param name="Box">Where it is, in pixels of the upright image, inside it, at least a square pixel, unless <see cref="AnnotationOptions.KeepsStatedBoxes"/>.</param>
public sealed record AnnotatedObject(int Class, Box Box)
{
    /// <summary>Whether the box surrounds many objects that were not marked one by one (COCO's iscrowd, Open Images' IsGroupOf).</summary>
    public bool IsCrowd { get; init; }

    /// <summary>Whether it was marked as hard to recognize (Pascal VOC's difficult).</summary>
    public bool IsDifficult { get; init; }

    /// <summary>Its own area in square pixels where the data set states it; else 0.</summary>
    public double Area { get; init; }

    /// <summary>Its outline, where it is stored and was asked for.</summary>
    public ObjectMask? Mask { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"class {Class}: {Box}{(IsCrowd ? ", crowd" : "")}{(IsDifficult ? ", difficult" : "")}{(Mask is null ? "" : $", {Mask}")}";
}

/// <summary>A class: its name, and the number that the data set gives it (COCO's category id, the id of a label map, YOLO's index).</summary>
public readonly record struct AnnotatedClass(string Name, long? Id);
