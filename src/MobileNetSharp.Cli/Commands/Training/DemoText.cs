using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The results of <c>demo</c> as text.</summary>
static class DemoText
{
    public static void Print(DemoDocument demo)
    {
        var facts = new TextTable(new(""), new("")) { Indent = "" };
        if (demo.Best is { } best)
            facts.Add("Best:", $"epoch {best.Epoch} ({best.Reason})");
        facts.Add("Top-1:", $"{Figures.Percent(demo.Validation.Top1)} of {demo.Validation.Images} validation images, which chose the epoch");
        facts.Add("", $"{Figures.Percent(demo.Test.Top1)} of {demo.Test.Images} unseen images; engine and Torch agree on {demo.SameTop1} of them");
        facts.Add("Model:", $"{demo.Model}, {Figures.Megabytes(demo.SizeBytes)}");
        foreach (var export in demo.Exports)
            facts.Add("", $"{export.Path}, {Figures.Megabytes(export.SizeBytes)}; read back, it agrees on {export.SameTop1} of {export.Images} images");
        facts.Add("Report:", $"{demo.Report}, of the validation images");
        facts.Print();
        foreach (var image in demo.Classified)
            Console.Out.WriteLine($"{image.Path}: {image.Top[0].Label} ({Figures.Percent(image.Top[0].Probability)})");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {demo.Seconds:F0} s, peak memory {demo.PeakRssBytes / 1e6:F0} MB."));
    }
}
