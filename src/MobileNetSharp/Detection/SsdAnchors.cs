using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>
/// The anchors of the original SSD (Liu et al., arXiv 1512.02325, §2.2), which torchvision has too (DefaultBoxGenerator). At each
/// place: a square, a larger one at the geometric mean of this scale and the next, then for each ratio both the wide and the tall box.
/// </summary>
public sealed record SsdAnchors
{
    /// <summary>The scale of each map as a share of the input, and one more.</summary>
    public required ImmutableArray<double> Scales { get; init; }

    /// <summary>The ratios of each map, without 1.</summary>
    public required ImmutableArray<ImmutableArray<double>> AspectRatios { get; init; }

    /// <summary>Pixels of the input from one cell to the next, for each map; empty where the maps' cells divide the input evenly.</summary>
    public ImmutableArray<double> StridesPixels { get; init => field = value.IsDefault ? [] : value; } = [];

    /// <summary>torchvision's way: sides are shares of the input's sides and at most those.</summary>
    public bool IsTorchVision { get; init; }

    /// <summary>pytorch-ssd's way: neither the sides nor the centers exceed the input.</summary>
    public bool IsClamped { get; init; }

    /// <summary>SSD300 for COCO (examples/ssd/ssd_coco.py of https://github.com/weiliu89/caffe, branch ssd): maps 38, 19, 10, 5, 3, 1.</summary>
    public static SsdAnchors Caffe300 { get; } = new()
    {
        Scales = [0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05],
        AspectRatios = [[2], [2, 3], [2, 3], [2, 3], [2], [2]],
        StridesPixels = [8, 16, 32, 64, 100, 300],
    };

    /// <summary>SSD512 for COCO, from the same: maps 64, 32, 16, 8, 4, 2, 1.</summary>
    public static SsdAnchors Caffe512 { get; } = new()
    {
        Scales = [0.04, 0.1, 0.26, 0.42, 0.58, 0.74, 0.9, 1.06],
        AspectRatios = [[2], [2, 3], [2, 3], [2, 3], [2, 3], [2], [2]],
        StridesPixels = [8, 16, 32, 64, 128, 256, 512],
    };

    /// <summary>torchvision's ssd300_vgg16.</summary>
    public static SsdAnchors TorchVisionSsd300 { get; } = Caffe300 with { IsTorchVision = true };

    /// <summary>torchvision's ssdlite320: scales from 0.2 to 0.95, six boxes on each of six maps.</summary>
    public static SsdAnchors TorchVisionSsdLite { get; } = new()
    {
        Scales = [.. Enumerable.Range(0, 6).Select(map => 0.2 + (0.75 * map / 5)), 1],
        AspectRatios = [.. Enumerable.Repeat<ImmutableArray<double>>([2, 3], 6)],
        IsTorchVision = true,
    };

    /// <summary>The MobileNets of https://github.com/qfgaohao/pytorch-ssd at 300² (vision/ssd/config/mobilenetv1_ssd_config.py): maps 19, 10, 5, 3, 2, 1, six boxes on each.</summary>
    public static SsdAnchors PytorchSsd { get; } = new()
    {
        Scales = [0.2, 0.35, 0.5, 0.65, 0.8, 0.95, 1.1],
        AspectRatios = [.. Enumerable.Repeat<ImmutableArray<double>>([2, 3], 6)],
        StridesPixels = [16, 32, 64, 100, 150, 300],
        IsClamped = true,
    };

    /// <summary>The table for feature maps of these sizes, from the finest on.</summary>
    /// <exception cref="ArgumentException">The numbers of scales, ratios or strides do not fit the maps, or one of them is out of bounds.</exception>
    public AnchorTable Create(IReadOnlyList<Size> maps)
    {
        ArgumentNullException.ThrowIfNull(maps);
        if (Scales.IsDefault || AspectRatios.IsDefault || Scales.Length != maps.Count + 1 || AspectRatios.Length != maps.Count
            || AspectRatios.Any(ratios => ratios.IsDefault) || (!StridesPixels.IsEmpty && StridesPixels.Length != maps.Count))
            throw new ArgumentException($"{maps.Count} maps need one scale more, and ratios and perhaps a stride for each.", nameof(maps));
        var table = new AnchorTable
        {
            Maps = [.. maps.Select((map, i) => new AnchorMap(map.Height, map.Width, Shapes(i)) { StridePixels = StridesPixels.IsEmpty ? null : StridesPixels[i] })],
            LimitsSizes = IsTorchVision || IsClamped,
            LimitsCenters = IsClamped,
            StretchesShapes = IsTorchVision,
        };
        return table.Fault() is { } fault ? throw new ArgumentException($"{char.ToUpperInvariant(fault[0])}{fault[1..]}.", nameof(maps)) : table;
    }

    ImmutableArray<AnchorShape> Shapes(int map) =>
    [
        new(Scales[map], 1),
        new(Math.Sqrt(Scales[map] * Scales[map + 1]), 1),
        .. AspectRatios[map].SelectMany(ratio => new AnchorShape[] { new(Scales[map], ratio), new(Scales[map], 1 / ratio) }),
    ];

    /// <inheritdoc/>
    public bool Equals(SsdAnchors? other) =>
        other is not null && (IsTorchVision, IsClamped) == (other.IsTorchVision, other.IsClamped) && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan())
        && StridesPixels.AsSpan().SequenceEqual(other.StridesPixels.AsSpan()) && AspectRatios.Length == other.AspectRatios.Length
        && AspectRatios.Zip(other.AspectRatios).All(pair => pair.First.AsSpan().SequenceEqual(pair.Second.AsSpan()));

    /// <inheritdoc/>
    public override string ToString() => $"scales {string.Join(", ", Scales.Select(scale => FormattableString.Invariant($"{scale:0.###}")))}{(IsTorchVision ? " (torchvision)" : "")}";

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(IsTorchVision, Scales.Length, StridesPixels.Length, AspectRatios.Length);
}
