using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// The anchors of TensorFlow's object_detection, as its <c>ssd_anchor_generator</c> describes them
/// (anchor_generators/multiple_grid_anchor_generator.py). The defaults are those of SSD and SSDLite on MobileNet.
/// </summary>
public sealed record TensorFlowAnchors
{
    /// <summary>The scale of the first map; the others follow linearly.</summary>
    public double MinimumScale { get; init; } = 0.2;

    /// <summary>The scale of the last map.</summary>
    public double MaximumScale { get; init; } = 0.95;

    /// <summary>The scale of each map, in place of the linear ones; empty for these.</summary>
    public ImmutableArray<double> Scales { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Width ÷ height of the anchors of each place. The published configurations write the last one so.</summary>
    public ImmutableArray<double> AspectRatios { get; init => field = value.IsDefault ? [] : value; } = [1, 2, 0.5, 3, 0.3333];

    /// <summary>Width ÷ height of one more anchor, whose scale is the geometric mean of this map's and the next's (after the last: 1); null for none.</summary>
    public double? InterpolatedAspectRatio { get; init; } = 1;

    /// <summary>Whether the first map has only three: a square of scale 0.1, and ratios 2 and ½ at the map's scale.</summary>
    public bool ReducesLowestMap { get; init; } = true;

    /// <summary>Whether the interpolated anchor follows that of ratio 1, as until autumn 2017, and not all others.</summary>
    public bool InterpolatesSecond { get; init; }

    /// <summary>The table for feature maps of these sizes, from the finest on.</summary>
    /// <exception cref="ArgumentException">The number of scales is not that of the maps, or a scale or ratio is out of bounds.</exception>
    public AnchorTable Create(IReadOnlyList<Size> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (!Scales.IsEmpty && Scales.Length != maps.Count)
            throw new ArgumentException($"There are {Scales.Length} scales for {maps.Count} maps.", nameof(maps));
        var table = new AnchorTable { Maps = [.. maps.Select((map, i) => new AnchorMap(map.Height, map.Width, Shapes(i, maps.Count)))] };
        return table.Fault() is { } fault ? throw new ArgumentException($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.", nameof(maps)) : table;
    }

    ImmutableArray<AnchorShape> Shapes(int map, int maps)
    {
        var scale = Scale(map, maps);
        if (map == 0 && ReducesLowestMap)
            return [new(0.1, 1), new(scale, 2), new(scale, 0.5)];
        var shapes = AspectRatios.Select(ratio => new AnchorShape(scale, ratio)).ToList();
        if (InterpolatedAspectRatio is { } interpolated)
        {
            var square = InterpolatesSecond ? shapes.FindIndex(shape => shape.AspectRatio == 1) : -1;
            shapes.Insert(square < 0 ? shapes.Count : square + 1, new(Math.Sqrt(scale * Scale(map + 1, maps)), interpolated));
        }

        return [.. shapes];
    }

    double Scale(int map, int maps) =>
        map == maps ? 1
        : !Scales.IsEmpty ? Scales[map]
        : maps == 1 ? MinimumScale
        : MinimumScale + ((MaximumScale - MinimumScale) * map / (maps - 1));

    /// <inheritdoc/>
    public bool Equals(TensorFlowAnchors? other) =>
        other is not null
        && (MinimumScale, MaximumScale, InterpolatedAspectRatio, ReducesLowestMap, InterpolatesSecond)
            == (other.MinimumScale, other.MaximumScale, other.InterpolatedAspectRatio, other.ReducesLowestMap, other.InterpolatesSecond)
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan()) && AspectRatios.AsSpan().SequenceEqual(other.AspectRatios.AsSpan());

    /// <inheritdoc/>
    public override string ToString() =>
        FormattableString.Invariant($"scales from {MinimumScale} to {MaximumScale}, ratios ") + string.Join(", ", AspectRatios.Select(ratio => FormattableString.Invariant($"{ratio}")));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(MinimumScale, MaximumScale, InterpolatedAspectRatio, ReducesLowestMap, InterpolatesSecond);
}
