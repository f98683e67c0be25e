using System.Text.Json;
using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>data check --json</c> prints.</summary>
sealed record DataCheckDocument(string Path, int Images, IReadOnlyList<CheckedClass> Classes, List<DataCheckEntry> Findings)
{
    public static DataCheckDocument Of(ClassificationCheckReport report) => new(
        report.Path, report.Images, report.Classes, DataCheckEntry.Of(report.Findings));
}

/// <summary>What it prints of images with boxes.</summary>
/// <param name="Path">The folder or file.</param>
/// <param name="Format">The annotations' format.</param>
/// <param name="Images">Images, broken ones too.</param>
/// <param name="ImagesWithoutObjects">Negatives.</param>
/// <param name="Objects">Objects, crowds left out.</param>
/// <param name="RepairedBoxes">Boxes that were repaired.</param>
/// <param name="DroppedBoxes">Boxes that were dropped.</param>
/// <param name="Classes">The classes with their objects.</param>
/// <param name="Sizes">The objects in a network's input; null without any.</param>
/// <param name="Findings">What is wrong.</param>
sealed record DataCheckBoxesDocument(
    string Path, string Format, int Images, int ImagesWithoutObjects, int Objects, int RepairedBoxes, int DroppedBoxes, IReadOnlyList<CheckedObjects> Classes, DataCheckSizes? Sizes,
    List<DataCheckEntry> Findings)
{
    public static DataCheckBoxesDocument Of(DetectionCheckReport report) => new(
        report.Path, AnnotationChoice.WordOf(report.Dataset.Annotations.Format), report.Dataset.Count, report.ImagesWithoutObjects, report.Objects, report.Repaired, report.Dropped,
        report.Classes, report.Sizes is { } sizes ? DataCheckSizes.Of(sizes) : null, DataCheckEntry.Of(report.Findings));
}

/// <summary>Sides of squares of the objects' areas, in pixels of the input.</summary>
sealed record DataCheckSizes(int InputHeight, int InputWidth, double SmallestAnchorPixels, double SmallestPixels, double MedianPixels, double LargestPixels, int UnreachedObjects, double UnreachedShare)
{
    public static DataCheckSizes Of(AnchorFit sizes) => new(
        sizes.InputSize.Height, sizes.InputSize.Width, sizes.SmallestAnchor, sizes.Sides[0], sizes.MedianSide, sizes.Sides[^1], sizes.Unreached, sizes.UnreachedShare);
}

/// <summary>One finding.</summary>
sealed record DataCheckEntry(string Severity, string Kind, string Summary, string Remedy, IReadOnlyList<DataCheckItem> Items)
{
    public static List<DataCheckEntry> Of(IReadOnlyList<DataCheckFinding> findings) =>
        [.. findings.Select(finding => new DataCheckEntry(JsonNamingPolicy.CamelCase.ConvertName(finding.Severity.ToString()), finding.Kind, finding.Summary, DataCheckText.Remedy(finding), finding.Items))];
}
