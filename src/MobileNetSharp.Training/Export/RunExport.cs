using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training.Checkpoints;

namespace MobileNetSharp.Training.Export;

/// <summary>Writes a finished model in another format, reads it back, and compares both.</summary>
static class RunExport
{
    public static ExportResult Write<TTarget, TResult>(
        TrainingTask<TTarget, TResult> task, Model model, string path, ValidationImages<TTarget> images, EngineOptions options, CancellationToken cancellationToken)
        where TResult : EvaluationResult
    {
        try
        {
            ModelFile.Save(model, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw RunFiles.CannotWrite(path, e);
        }

        using var written = ModelFile.Load(path, new ReadOptions { Labels = model.Card.Labels, Preprocessing = model.Card.Preprocessing });
        var comparison = task.Compare(model, written, images, options, cancellationToken);
        return new ExportResult(path, new FileInfo(path).Length, comparison);
    }
}
