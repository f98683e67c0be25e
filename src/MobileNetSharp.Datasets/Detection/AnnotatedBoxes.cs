using System.Collections.Immutable;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>The objects of an image, none of them for an image that only shows background.</summary>
/// <param name="Boxes">Where they are and what they are.</param>
public sealed record AnnotatedBoxes(ImmutableArray<AnnotatedBox> Boxes) : ISpatialTarget<AnnotatedBoxes>
{
    /// <summary>An image without objects.</summary>
    public static AnnotatedBoxes None { get; } = new([]);

    /// <summary>The boxes after the transform, cut off at the border; what keeps less than a square pixel is dropped.</summary>
    public AnnotatedBoxes Transform(GeometricTransform transform) =>
        new([.. Boxes.Select(box => box.Transform(transform)).Where(box => box.Box.Area >= 1)]);

    /// <summary>The objects of which a window shows at least a share, and something at all; crowds of which it shows anything.</summary>
    internal AnnotatedBoxes Within(Box window, double leastShare) =>
        new([.. Boxes.Where(box => box.ShareIn(window) is var share && share > 0 && (box.IsCrowd || share >= leastShare))]);

    /// <inheritdoc/>
    public bool Equals(AnnotatedBoxes? other) => other is not null && Boxes.AsSpan().SequenceEqual(other.Boxes.AsSpan());

    /// <summary>The boxes, one after another.</summary>
    public override string ToString() => string.Join("; ", Boxes.Select(box => $"class {box.Class} at {box.Box}"));

    /// <inheritdoc/>
    public override int GetHashCode() => Boxes.IsDefaultOrEmpty ? 0 : HashCode.Combine(Boxes.Length, Boxes[0]);
}

/// <summary>An object of an image, as a person marked it.</summary>
/// <param name="Box">Where it is, in pixels of the upright image.</param>
/// <param name="Class">An index into the data set's classes.</param>
public readonly record struct AnnotatedBox(Box Box, int Class)
{
    /// <summary>Whether the box surrounds many objects that were not marked one by one (COCO's iscrowd, Open Images' IsGroupOf). Nothing is learned from it; detections in it are not errors.</summary>
    public bool IsCrowd { get; init; }

    /// <summary>Whether it was marked as hard to recognize (Pascal VOC's difficult): learned, but neither a hit nor a miss in VOC's evaluation.</summary>
    public bool IsDifficult { get; init; }

    /// <summary>The object's own area in square pixels where the data set has it, such as of COCO's masks; else that of the box.</summary>
    public double Area { get => field > 0 ? field : Box.Area; init; }

    /// <summary>The part of the box that a window shows, 0 … 1.</summary>
    internal double ShareIn(Box window) => Box.Area > 0 ? Box.Intersection(window) / Box.Area : 0;

    internal AnnotatedBox Transform(GeometricTransform transform)
    {
        var (left, top, right, bottom) = transform.Apply(Box.Left, Box.Top, Box.Right, Box.Bottom);
        var moved = new Box(left, top, right, bottom).Clip(transform.Width, transform.Height);
        return this with { Box = moved, Area = Box.Area > 0 ? Area * moved.Area / Box.Area : 0 };
    }
}
