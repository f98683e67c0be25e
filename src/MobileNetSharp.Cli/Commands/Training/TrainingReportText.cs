using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Training;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The result of a finished run, as text or JSON.</summary>
static class TrainingReportText
{
    public static void Print(TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, IReadOnlyList<ExportResult> exports, TimeSpan time, bool json)
    {
        foreach (var broken in result.Broken)
            Terminal.Error($"{broken} (skipped)");
        if (json)
        {
            CliJson.Print(new TrainDocument(
                run.Folder, run.ModelPath, run.ReportPath, result.Validation.Top1, result.Validation.Top5, result.Validation.Images, result.History.Length,
                Math.Round(time.TotalSeconds, 2), [.. exports.Select(TrainExport.Of)],
                [.. result.Broken]));
            return;
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"top-1 {Figures.Percent(result.Validation.Top1)} on {result.Validation.Images} validation images; {result.History.Length} epochs in {time.TotalMinutes:F1} minutes"));
        Console.Out.WriteLine($"{run.ModelPath}: {Figures.Megabytes(new FileInfo(run.ModelPath).Length)}");
        foreach (var export in exports)
        {
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{export.Path}: {Figures.Megabytes(export.SizeBytes)}; agrees with the model on {export.Comparison.Agreements} of {export.Comparison.Images} validation images (largest difference in probability {export.Comparison.LargestDifference:g2})"));
        }

        Console.Out.WriteLine(run.ReportPath);
    }
}
