using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Imaging;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Prints the classes of images.</summary>
sealed class ClassifyReport(bool json, SkippedFiles skipped) : ImageReport<ImageClassification>(json)
{
    readonly List<ClassifyResult> results = [];

    protected override void Add(ImageInput input, ImageClassification classification)
    {
        results.Add(new ClassifyResult(
            input.Path, [.. classification.Top.Select(score => new ClassifyScore(score.Index, score.Label, Math.Round(score.Probability, 6)))]));
        if (!IsText)
            return;
        Console.Out.WriteLine(input.Path);
        foreach (var score in classification.Top)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {100 * score.Probability,5:F1} %  {score.Label}"));
    }

    protected override void PrintJson() => CliJson.Print(new ClassifyDocument(results, Failures, skipped.Count > 0 ? skipped.ByKind : null));
}
