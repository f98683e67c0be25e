using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Imaging;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Prints the results: as text, each at once, or as one JSON document at the end, with all that was finished by then.</summary>
sealed class ClassifyReport(bool json, SkippedFiles skipped)
{
    readonly ClassifyDocument document = new([], [], skipped.Count > 0 ? skipped.ByKind : null);

    public bool HasFailures => document.Failures.Count > 0;

    public void Add(string path, ImageClassification classification)
    {
        document.Results.Add(new ClassifyResult(
            path, [.. classification.Top.Select(score => new ClassifyScore(score.Index, score.Label, Math.Round(score.Probability, 6)))]));
        if (json)
            return;
        Console.Out.WriteLine(path);
        foreach (var score in classification.Top)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {100 * score.Probability,5:F1} %  {score.Label}"));
    }

    public void AddFailure(string path, Exception exception) => document.Failures.Add(ImageFailure.Report(path, exception));

    public void Finish()
    {
        if (json)
            CliJson.Print(document);
    }
}
