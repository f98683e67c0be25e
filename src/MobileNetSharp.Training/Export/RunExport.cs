using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training.Checkpoints;

namespace MobileNetSharp.Training.Export;

/// <summary>Writes a finished model in another format, reads it back, and compares both.</summary>
static class RunExport
{
    /// <summary>What a format's name ends in where the file has non-maximum suppression.</summary>
    const string Suppressed = "-nms";

    public static ExportResult Write<TTarget, TResult>(
        TrainingTask<TTarget, TResult> task, Model model, string modelPath, string format, ValidationImages<TTarget> images, EngineOptions options, CancellationToken cancellationToken)
        where TResult : EvaluationResult
    {
        var isSuppressed = format.EndsWith(Suppressed, StringComparison.Ordinal);
        var path = isSuppressed
            ? $"{Path.ChangeExtension(modelPath, null)}{Suppressed}.{format[..^Suppressed.Length]}"
            : Path.ChangeExtension(modelPath, format);
        try
        {
            ModelFile.Save(model, path, new ExportOptions { Detections = isSuppressed ? DetectionOutputs.Suppressed : DetectionOutputs.Raw });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunFiles.CannotWrite(path, e);
        }

        using var written = ModelFile.Load(path, new ReadOptions { Labels = model.Card.Labels, Preprocessing = model.Card.Preprocessing });
        var comparison = task.Compare(model, written, images, options, cancellationToken);
        return new ExportResult(path, new FileInfo(path).Length, comparison, model.Card.Preprocessing, model.Graph.Inputs[0].Shape);
    }
}
