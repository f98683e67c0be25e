using System.Collections.Immutable;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Cards;

/// <summary>
/// YOLOv2's (arXiv 1612.08242, §2): one output; each anchor has sigmoid(x), sigmoid(y) within the cell, the logarithms of width
/// and height relative to the anchor, the objectness, and the softmax of the classes. Scores are objectness × class.
/// </summary>
public sealed record YoloV2Decoding : BoxDecoding
{
    /// <summary>Width and height of each anchor, in cells of the map.</summary>
    public required ImmutableArray<CellAnchor> Anchors { get; init; }

    /// <inheritdoc/>
    public bool Equals(YoloV2Decoding? other) => other is not null && base.Equals(other) && Anchors.AsSpan().SequenceEqual(other.Anchors.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(base.GetHashCode(), Anchors.Length);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"YOLOv2, {(Anchors.IsDefault ? 0 : Anchors.Length)} anchors; {Suppression}");

    internal override string? Fault() =>
        Anchors.IsDefaultOrEmpty || Anchors.Length > 100 || !Anchors.All(anchor => anchor is { Width: > 0 and < 10_000, Height: > 0 and < 10_000 })
            ? "YOLOv2 needs from 1 to 100 anchors, each with a width and a height above 0"
            : Suppression.Fault();
}

/// <summary>An anchor of YOLOv2.</summary>
/// <param name="Width">Its width, in cells.</param>
/// <param name="Height">Its height, in cells.</param>
public readonly record struct CellAnchor(double Width, double Height);
