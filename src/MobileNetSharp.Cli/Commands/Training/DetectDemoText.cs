using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The results of <c>demo --task detect</c> as text.</summary>
static class DetectDemoText
{
    public static void Print(DemoDetectDocument demo)
    {
        var facts = new TextTable(new(""), new("")) { Indent = "" };
        if (demo.Best is { } best)
            facts.Add("Best:", $"epoch {best.Epoch} ({best.Reason})");
        facts.Add("Found:", $"{Words(demo.Validation)} on {demo.Validation.Images} validation images, which chose the epoch");
        facts.Add("", $"{Words(demo.Test)} on {demo.Test.Images} unseen images of another seed");
        facts.Add("Model:", $"{demo.Model}, {Figures.Megabytes(demo.SizeBytes)}");
        foreach (var export in demo.Exports)
            facts.Add("", $"{export.Path}, {Figures.Megabytes(export.SizeBytes)}; read back, it finds the same on {export.SameDetections} of {export.Images} images");
        facts.Add("Report:", $"{demo.Report}, of the validation images");
        facts.Print();
        foreach (var image in demo.Detected)
        {
            var found = image.Detections.CountBy(found => found.Label).OrderBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => count.Value == 1 ? count.Key : $"{count.Value}x {count.Key}").DefaultIfEmpty("nothing");
            TextTable.PrintParagraph($"{image.Annotated}: {string.Join(", ", found)}");
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {demo.Seconds:F0} s, peak memory {demo.PeakRssBytes / 1e6:F0} MB."));
    }

    static string Words(DemoFigures figures) => $"AP50 {Figures.Percent(figures.Ap50)}, AP {Figures.Percent(figures.Ap)}";
}
