using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;

namespace MobileNetSharp.Cli.Json;

/// <content>From the results of training.</content>
sealed partial record TrainExport
{
    public static TrainExport Of(ExportResult export) =>
        new(export.Path, export.SizeBytes, export.Comparison.Agreements, export.Comparison.Images, export.Comparison.LargestDifference);
}

/// <content>From the results of training.</content>
sealed partial record TrainDetectExport
{
    public static TrainDetectExport Of(ExportResult export) =>
        new(export.Path, export.SizeBytes, export.Comparison.Agreements, export.Comparison.Images, export.Comparison.LargestDifference, export.Comparison.Figure.First, export.Comparison.Figure.Second);
}

/// <content>From the results of training.</content>
sealed partial record TrainBest
{
    public static TrainBest? Of<TResult>(TrainingResult<TResult> result)
        where TResult : EvaluationResult => result.Best is { } best
        ? new(best.Epoch.Epoch, best.Epoch.Phase, best.Metric.Name, best.Epoch.Metrics.GetValueOrDefault(best.Metric.Name, double.NaN), best.Reason)
        : null;
}
