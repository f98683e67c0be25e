using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The results of <c>demo</c> as text.</summary>
static class DemoText
{
    public static void Print(DemoDocument demo)
    {
        TextTable.PrintParagraph($"Top-1 on {demo.Images} unseen images: {Figures.Percent(demo.Top1)}; engine and Torch agree on {demo.SameTop1} of them.");
        var files = new TextTable(new(""), new("")) { Indent = "" };
        files.Add("Model:", $"{demo.Model}, {Figures.Megabytes(demo.SizeBytes)}");
        foreach (var export in demo.Exports)
            files.Add("", $"{export.Path}, {Figures.Megabytes(export.SizeBytes)}; read back, it agrees on {export.SameTop1} of {export.Images} images");
        files.Add("Report:", demo.Report);
        files.Print();
        foreach (var image in demo.Classified)
            Console.Out.WriteLine($"{image.Path}: {image.Top[0].Label} ({Figures.Percent(image.Top[0].Probability)})");
        Console.Out.WriteLine($"Try it: mobilenet classify {RunFolder.Quoted(Path.Combine(demo.Run, "images"))} --model {RunFolder.Quoted(demo.Model)}");
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Done in {demo.Seconds:F0} s, peak memory {demo.PeakRssBytes / 1e6:F0} MB."));
    }
}
