using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Training;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The result of a finished run, as text or JSON.</summary>
static class TrainingReportText
{
    public static void Print(
        TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, IReadOnlyList<ExportResult> exports, bool json, bool quiet)
    {
        foreach (var broken in result.Broken)
            Terminal.Error($"{broken} (skipped)");
        if (json)
        {
            CliJson.Print(Document(run, result, exports));
            return;
        }

        TextTable.PrintParagraph(BestLine(result));
        TextTable.PrintParagraph(string.Create(
            CultureInfo.InvariantCulture,
            $"on {Figures.Plural(result.Validation.Images, "validation image")}; {Figures.Plural(result.History.Length, "epoch")} in {Figures.Duration(result.Duration)}{(result.Broken.Length > 0 ? $"; {Figures.Plural(result.Broken.Length, "image")} left out (unreadable)" : "")}"));
        TextTable.PrintParagraph($"{RunFolder.AsTyped(run.ModelPath)}: {Figures.Megabytes(new FileInfo(run.ModelPath).Length)}");
        foreach (var export in exports)
        {
            TextTable.PrintParagraph(string.Create(
                CultureInfo.InvariantCulture,
                $"{RunFolder.AsTyped(export.Path)}: {Figures.Megabytes(export.SizeBytes)}; agrees with the model on {export.Comparison.Agreements} of {export.Comparison.Images} validation images (largest difference in probability {export.Comparison.LargestDifference:g2})"));
        }

        TextTable.PrintParagraph(RunFolder.AsTyped(run.ReportPath));
        if (!quiet)
            Terminal.Line($"Next: mobilenet classify IMAGE --model {RunFolder.Quoted(RunFolder.AsTyped(run.Folder))}");
    }

    /// <summary><c>best: epoch 5 (lowest validation loss 0.0971), top-1 91.7 % (22 of 24)</c>.</summary>
    static string BestLine(TrainingResult<ClassificationResult> result)
    {
        var top1 = $"top-1 {Figures.Percent(result.Validation.Top1)} ({Math.Round(result.Validation.Top1 * result.Validation.Images)} of {result.Validation.Images})";
        return result.Best is { } best ? $"best: epoch {best.Epoch.Epoch} ({best.Reason}), {top1}" : $"no epoch was trained: {top1}";
    }

    static TrainDocument Document(TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, IReadOnlyList<ExportResult> exports) => new(
        run.Folder, run.ModelPath, run.ReportPath, result.Validation.Top1, result.Validation.Top5, result.Validation.Images, result.History.Length,
        Math.Round(result.Duration.TotalSeconds, 2), [.. exports.Select(TrainExport.Of)], [.. result.Broken])
    {
        Best = TrainBest.Of(result),
    };
}
