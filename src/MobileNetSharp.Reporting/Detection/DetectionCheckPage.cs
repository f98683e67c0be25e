using System.Globalization;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Html;
using static System.FormattableString;

namespace MobileNetSharp.Reporting.Detection;

/// <summary>The page on what is wrong with a data set of boxes: every finding with its images and what to do, the sizes of the objects, and some images to look at.</summary>
public static class DetectionCheckPage
{
    /// <summary>Images of a finding, images to look at, and rows of a table.</summary>
    const int MostShown = 12, MostSamples = 24, MostRows = 40;

    /// <summary>The borders between the bars of sizes, in pixels of the input.</summary>
    static readonly int[] Borders = [8, 16, 32, 64, 96, 128, 192, 256];

    /// <summary>The page.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="remedy">What to do about a finding, in the words of a program; null: as the finding says it.</param>
    public static HtmlReport Create(DetectionCheckReport report, Func<DataCheckFinding, string>? remedy = null)
    {
        ArgumentNullException.ThrowIfNull(report);
        remedy ??= finding => finding.Remedy;
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(report.Path)));
        var page = new HtmlReport($"{name}: data check", $"{Count(report.Dataset.Count)} images, {Count(report.Objects)} objects")
            .Tiles(Tiles(report));
        if (report.Findings.Count == 0)
            page.Heading("Problems").Paragraph("None found.");
        var drawing = new FaultDrawing(report);
        foreach (var finding in report.Findings)
            Add(page, finding, remedy(finding), drawing);
        if (report.Sizes is { } sizes)
            Add(page, sizes);
        page.Heading("Classes").Table(
            ["class", "index", "objects", "images", "to learn from", "to validate on", "to test on"],
            report.Classes.Select(of => (string[])[of.Name, Count(of.Index), Count(of.Objects), Count(of.Images), Count(of.Train), Count(of.Validation), Count(of.Test)]));
        var samples = Enumerable.Range(0, Math.Min(MostSamples, report.Dataset.Count)).Select(i => (int)((long)i * report.Dataset.Count / Math.Min(MostSamples, report.Dataset.Count)));
        page.Heading("Are the boxes where the objects are?").Paragraph("Images from the whole data set, with their boxes as they are trained on.")
            .Images(samples.Select(index => drawing.Draw(index, null, null)).OfType<ReportImage>(), DrawnDetections.Side * 3 / 4);
        return page;
    }

    static (string, string)[] Tiles(DetectionCheckReport report) =>
    [
        ("images", Count(report.Dataset.Count)), ("without objects", Count(report.ImagesWithoutObjects)), ("objects", Count(report.Objects)), ("classes", Count(report.Classes.Count)),
        ("boxes repaired", Count(report.Repaired)), ("boxes dropped", Count(report.Dropped)),
        ("errors", Count(report.Findings.Count(finding => finding.Severity == FindingSeverity.Error))), ("warnings", Count(report.Findings.Count(finding => finding.Severity == FindingSeverity.Warning))),
        .. report.Sizes is { } sizes ? [("of the objects reached by no anchor", Percent(sizes.UnreachedShare))] : Array.Empty<(string, string)>(),
    ];

    static void Add(HtmlReport page, DataCheckFinding finding, string remedy, FaultDrawing drawing)
    {
        page.Heading($"{Word(finding.Severity)}: {finding.Summary}").Paragraph($"What to do: {remedy}");
        var shown = finding.Items.Take(MostShown).Select(item => (Item: item, Images: drawing.Draw(item))).Where(pair => pair.Images.Count > 0).ToArray();
        if (shown.Length > 0)
            page.Images(shown.SelectMany(pair => pair.Images), DrawnDetections.Side * 3 / 4);
        var listed = finding.Items.Except(shown.Select(pair => pair.Item)).ToArray();
        if (listed.Length > 0)
            page.Facts(listed.Take(MostRows).Select(item => KeyValuePair.Create(string.Join(" = ", item.Names), item.Note ?? "")));
        if (listed.Length > MostRows)
            page.Note($"and {Count(listed.Length - MostRows)} more");
    }

    static void Add(HtmlReport page, AnchorFit sizes)
    {
        page.Heading($"Sizes at {sizes.InputSize}").Paragraph(Invariant(
            $"The size is the side of a square of the object's area, in pixels of the network's input. The smallest anchor has {sizes.SmallestAnchor:0.#} pixels; {Count(sizes.Unreached)} of {Count(sizes.Sides.Length)} objects ({Percent(sizes.UnreachedShare)}) are overlapped by half by no anchor."));
        page.Plots(new BarPlot(
            "Sizes of the objects", "objects",
            [.. Enumerable.Range(0, Borders.Length + 1).Select(bin => new Bar(Name(bin), sizes.CountBelow(bin < Borders.Length ? Borders[bin] : double.PositiveInfinity) - sizes.CountBelow(bin == 0 ? 0 : Borders[bin - 1])))]).Draw());

        static string Name(int bin) => bin == 0 ? Invariant($"below {Borders[0]} pixels") : bin == Borders.Length ? Invariant($"from {Borders[^1]} pixels") : Invariant($"{Borders[bin - 1]} to {Borders[bin]} pixels");
    }

    static string Word(FindingSeverity severity) => severity switch { FindingSeverity.Error => "Error", FindingSeverity.Warning => "Warning", _ => "Note" };

    static string Count(int count) => count.ToString("N0", CultureInfo.InvariantCulture);

    static string Percent(double share) => Invariant($"{100 * share:0.#}\u00A0%");
}
