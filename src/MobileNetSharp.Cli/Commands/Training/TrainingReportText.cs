using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Training;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The result of a finished run, as text or JSON.</summary>
static class TrainingReportText
{
    public static void Print(
        TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, IReadOnlyList<ExportResult> exports, bool json, bool quiet)
    {
        PrintBroken(result);
        if (json)
        {
            CliJson.Print(new TrainDocument(
                run.Folder, run.ModelPath, run.ReportPath, result.Validation.Top1, result.Validation.Top5, result.Validation.Images, result.History.Length,
                Math.Round(result.Duration.TotalSeconds, 2), [.. exports.Select(TrainExport.Of)], [.. result.Broken])
            {
                Best = TrainBest.Of(result),
            });
            return;
        }

        var top1 = $"top-1 {Figures.Percent(result.Validation.Top1)} ({Math.Round(result.Validation.Top1 * result.Validation.Images)} of {result.Validation.Images})";
        PrintText(run, result, top1, exports, "probability", quiet ? null : "classify");
    }

    public static void Print(
        TrainingRun<AnnotatedBoxes, DetectionResult> run, TrainingResult<DetectionResult> result, IReadOnlyList<ExportResult> exports, bool json, bool quiet)
    {
        PrintBroken(result);
        if (json)
        {
            CliJson.Print(new TrainDetectDocument(
                run.Folder, run.ModelPath, run.ReportPath, EvalDetectDocument.FiguresOf(result.Validation.Coco.Figures), result.Validation.Images, result.History.Length,
                Math.Round(result.Duration.TotalSeconds, 2), [.. exports.Select(TrainDetectExport.Of)], [.. result.Broken])
            {
                Best = TrainBest.Of(result),
            });
            return;
        }

        var (errors, figures) = (result.Validation.Errors, result.Validation.Coco.Figures);
        var found = Invariant($"AP {Figures.Percent(figures.AP ?? 0)}, AP50 {Figures.Percent(figures.AP50 ?? 0)}; {errors.Right} of {errors.Objects} objects found from score {errors.ScoreThreshold:0.##} on");
        PrintText(run, result, found, exports, "score", quiet ? null : "detect");
    }

    static string Figure(MetricComparison figure) =>
        $"{figure.Metric.Title} {figure.Metric.Format(figure.First)} before, {figure.Metric.Format(figure.Second)} after";

    static void PrintBroken<TResult>(TrainingResult<TResult> result)
        where TResult : EvaluationResult
    {
        foreach (var broken in result.Broken)
            Terminal.Error($"{broken} (skipped)");
    }

    /// <summary><c>best: epoch 5 (lowest validation loss 0.0971), top-1 91.7 % (22 of 24)</c>, and the files.</summary>
    static void PrintText<TTarget, TResult>(
        TrainingRun<TTarget, TResult> run, TrainingResult<TResult> result, string figures, IReadOnlyList<ExportResult> exports, string difference, string? next)
        where TResult : EvaluationResult
    {
        TextTable.PrintParagraph(result.Best is { } best ? $"best: epoch {best.Epoch.Epoch} ({best.Reason}), {figures}" : $"no epoch was trained: {figures}");
        TextTable.PrintParagraph(string.Create(
            CultureInfo.InvariantCulture,
            $"on {Figures.Plural(result.Validation.Images, "validation image")}; {Figures.Plural(result.History.Length, "epoch")} in {Figures.Duration(result.Duration)}{(result.Broken.Length > 0 ? $"; {Figures.Plural(result.Broken.Length, "image")} left out (unreadable)" : "")}"));
        TextTable.PrintParagraph($"{RunFolder.AsTyped(run.ModelPath)}: {Figures.Megabytes(new FileInfo(run.ModelPath).Length)}");
        foreach (var export in exports)
        {
            TextTable.PrintParagraph(string.Create(
                CultureInfo.InvariantCulture,
                $"{RunFolder.AsTyped(export.Path)}: {Figures.Megabytes(export.SizeBytes)}; {Figure(export.Comparison.Figure)}; agrees with the model on {export.Comparison.Agreements} of {export.Comparison.Images} validation images (largest difference in {difference} {export.Comparison.LargestDifference:g2})"));
        }

        if (exports.Count > 0 && exports[0].Preprocessing is { } preprocessing)
            TextTable.PrintParagraph($"input: {PreprocessingWords.Of(preprocessing, exports[0].Input)}");
        TextTable.PrintParagraph(RunFolder.AsTyped(run.ReportPath));
        if (next is not null)
            Terminal.Line($"Next: mobilenet {next} IMAGE --model {RunFolder.Quoted(RunFolder.AsTyped(run.Folder))}");
    }
}
