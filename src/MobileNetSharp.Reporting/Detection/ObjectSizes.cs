using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Rendering;
using static System.FormattableString;

namespace MobileNetSharp.Reporting.Detection;

/// <summary>How large the objects are, and how many of each size are found.</summary>
static class ObjectSizes
{
    /// <summary>Sides in pixels; COCO's medium objects begin at 32, its large ones at 96.</summary>
    static readonly ImmutableArray<int> Borders = [16, 32, 48, 64, 96, 128, 192, 256, 384];

    public static IEnumerable<Canvas> Draw(DetectionResult result)
    {
        var objects = result.Predictions.SelectMany(image => image.Objects.Boxes).Where(annotated => !annotated.IsCrowd)
            .CountBy(annotated => Bin(annotated.Area)).ToDictionary();
        var missed = result.Errors.All.Where(error => error.Kind == DetectionErrorKind.Missed).CountBy(error => Bin(error.Object!.Value.Area)).ToDictionary();
        int[] bins = [.. Enumerable.Range(objects.Keys.Min(), objects.Keys.Max() - objects.Keys.Min() + 1)];
        yield return new BarPlot("Sizes of the objects", "objects", [.. bins.Select(bin => new Bar(Name(bin), objects.GetValueOrDefault(bin)))]).Draw();
        yield return new BarPlot(
            "Objects that nothing was found for, by size", "missed, % of the objects of the size",
            [.. bins.Where(objects.ContainsKey).Select(bin => new Bar(Name(bin), 100.0 * missed.GetValueOrDefault(bin) / objects[bin]))])
        { Format = "0.0", Maximum = 100 }.Draw();
    }

    static int Bin(double area) => Borders.Count(border => Math.Sqrt(area) >= border);

    static string Name(int bin) => bin == 0 ? Invariant($"below {Borders[0]} pixels")
        : bin == Borders.Length ? Invariant($"from {Borders[^1]} pixels")
        : string.Create(CultureInfo.InvariantCulture, $"{Borders[bin - 1]} to {Borders[bin]} pixels");
}
