using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// The anchors (default boxes) of a detector, in the order of its outputs: map after map, in a map row after row, in a row
/// cell after cell, at a cell shape after shape.
/// </summary>
public sealed record AnchorTable
{
    /// <summary>The feature maps that boxes are predicted from; empty where <see cref="Stored"/> has the anchors.</summary>
    public ImmutableArray<AnchorMap> Maps { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Anchors that a model file has as numbers: center y, center x, height and width of each, as shares of the input; empty where they follow from <see cref="Maps"/>.</summary>
    public ImmutableArray<float> Stored { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>Whether height and width are limited to the input's, as torchvision has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LimitsSizes { get; init; }

    /// <summary>Whether the centers are limited to the input too, as pytorch-ssd has it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool LimitsCenters { get; init; }

    /// <summary>Whether a scale is a share of each side, so that shapes are stretched as the input is (torchvision); otherwise of the shorter side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StretchesShapes { get; init; }

    /// <summary>How many anchors there are.</summary>
    [JsonIgnore]
    public int Count => Stored.IsEmpty ? (int)Math.Min(int.MaxValue, CountOfMaps) : Stored.Length / 4;

    long CountOfMaps => Maps.Sum(map => (long)map.Height * map.Width * map.Shapes.Length);

    /// <summary>Center y, center x, height and width of each anchor, as shares of an input of this size, <c>(Count, 4)</c>. Nothing is clipped at the border.</summary>
    public float[] Create(Size input)
    {
        if (!Stored.IsEmpty)
            return [.. Stored];
        var anchors = new float[Count * 4];
        var next = 0;
        foreach (var map in Maps)
        {
            for (var y = 0; y < map.Height; y++)
            {
                for (var x = 0; x < map.Width; x++)
                {
                    foreach (var shape in map.Shapes)
                    {
                        var (height, width) = Sides(shape, input);
                        anchors[next++] = Center((y + 0.5) * (map.StridePixels is { } pixels ? pixels / (double)input.Height : 1.0 / map.Height));
                        anchors[next++] = Center((x + 0.5) * (map.StridePixels is { } stride ? stride / (double)input.Width : 1.0 / map.Width));
                        anchors[next++] = (float)height;
                        anchors[next++] = (float)width;
                    }
                }
            }
        }

        return anchors;
    }

    /// <inheritdoc/>
    public bool Equals(AnchorTable? other) =>
        other is not null && (LimitsSizes, LimitsCenters, StretchesShapes) == (other.LimitsSizes, other.LimitsCenters, other.StretchesShapes) && Maps.AsSpan().SequenceEqual(other.Maps.AsSpan()) && Stored.AsSpan().SequenceEqual(other.Stored.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LimitsSizes, Maps.Length, Stored.Length);

    /// <inheritdoc/>
    public override string ToString() => Stored.IsEmpty ? $"anchors of {string.Join(", ", Maps)}" : $"{Count} stored anchors";

    /// <summary>The same anchors at each place of maps of other sizes, as another input size has them.</summary>
    /// <exception cref="ArgumentException">The number of maps is another, or the anchors are stored numbers.</exception>
    public AnchorTable WithMaps(IReadOnlyList<Size> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        if (sizes.Count != Maps.Length)
            throw new ArgumentException($"There are anchors for {Maps.Length} maps, not for {sizes.Count}.", nameof(sizes));
        return this with { Maps = [.. Maps.Select((map, i) => map with { Height = sizes[i].Height, Width = sizes[i].Width })] };
    }

    float Center(double share) => (float)(LimitsCenters ? Math.Min(share, 1) : share);

    /// <summary>Height and width as shares of the input. A shape is square in pixels at ratio 1, whatever the input's ratio, unless it is stretched.</summary>
    (double Height, double Width) Sides(AnchorShape shape, Size input)
    {
        double root = Math.Sqrt(shape.AspectRatio), side = shape.Scale * Math.Min(input.Height, input.Width);
        var (height, width) = StretchesShapes ? (shape.Scale / root, shape.Scale * root) : (side / root / input.Height, side * root / input.Width);
        return LimitsSizes ? (Math.Clamp(height, 0, 1), Math.Clamp(width, 0, 1)) : (height, width);
    }

    internal string? Fault()
    {
        if (Stored.IsEmpty == Maps.IsEmpty)
            return "the anchors need either maps or stored numbers";
        if (Stored.Length % 4 != 0 || !Stored.All(float.IsFinite))
            return "stored anchors need four finite numbers each";
        // Elements of an array may be null in the JSON, whatever their type says.
        foreach (AnchorMap? map in Maps)
        {
            if ((map is null ? "a map of anchors is null" : map.Fault()) is { } fault)
                return fault;
        }

        return CountOfMaps <= 1 << 20 ? null : "there are more than 1,048,576 anchors";
    }
}

/// <summary>A feature map with the anchors of each of its cells.</summary>
/// <param name="Height">Cells in a column.</param>
/// <param name="Width">Cells in a row.</param>
/// <param name="Shapes">The anchors around the middle of each cell.</param>
public sealed record AnchorMap(int Height, int Width, ImmutableArray<AnchorShape> Shapes)
{
    /// <summary>Pixels of the input from one cell to the next; null where the map's cells divide the input evenly.</summary>
    public double? StridePixels { get; init; }

    /// <inheritdoc/>
    public bool Equals(AnchorMap? other) =>
        other is not null && (Height, Width, StridePixels) == (other.Height, other.Width, other.StridePixels) && Shapes.AsSpan().SequenceEqual(other.Shapes.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Height, Width, StridePixels, Shapes.Length);

    /// <inheritdoc/>
    public override string ToString() => $"{Height}x{Width} with {Shapes.Length} shapes";

    internal string? Fault()
    {
        if (Height is < 1 or > 4096 || Width is < 1 or > 4096 || Shapes.IsDefaultOrEmpty || Shapes.Length > 1024)
            return FormattableString.Invariant($"a map of anchors needs from 1 to 4096 cells a side and from 1 to 1024 shapes, has {Height}x{Width} and {(Shapes.IsDefault ? 0 : Shapes.Length)}");
        if (StridePixels is { } stride && !(stride > 0 && stride <= 65536))
            return FormattableString.Invariant($"the stride of a map of anchors must be above 0 and at most 65536 pixels, is {stride}");
        return Shapes.All(shape => shape is { Scale: > 0 and <= 100, AspectRatio: >= 0.001 and <= 1000 })
            ? null
            : "an anchor needs a scale above 0 and at most 100, and an aspect ratio from 0.001 to 1000";
    }
}

/// <summary>An anchor's shape: width = scale·√ratio, height = scale/√ratio.</summary>
/// <param name="Scale">The side of a square of the same area, as a share of the input's shorter side.</param>
/// <param name="AspectRatio">Width ÷ height.</param>
public readonly record struct AnchorShape(double Scale, double AspectRatio)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"scale {Scale}, ratio {AspectRatio}");
}
