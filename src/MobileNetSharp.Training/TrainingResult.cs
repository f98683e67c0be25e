using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Training;

/// <summary>The result of a finished run.</summary>
/// <param name="Validation">How good the best model is on the validation images, in the engine.</param>
/// <param name="History">All epochs.</param>
/// <param name="Broken">Images that could not be read and were left out, and why.</param>
public sealed record TrainingResult<TResult>(TResult Validation, ImmutableArray<EpochResult> History, ImmutableArray<string> Broken)
    where TResult : EvaluationResult
{
    /// <summary>The epoch whose weights the model has; null where no epoch was trained.</summary>
    public BestEpoch? Best { get; init; }

    /// <summary>How long the run took, in all its parts if it was resumed.</summary>
    public TimeSpan Duration { get; init; }
}

/// <summary>A model written in another format, read back, and run beside the original on the validation images.</summary>
/// <param name="Path">The file.</param>
/// <param name="SizeBytes">Its length.</param>
/// <param name="Comparison">First the model, second the file.</param>
/// <param name="Preprocessing">How an image becomes the file's input.</param>
/// <param name="Input">The shape of its input, (N,H,W,C).</param>
public sealed record ExportResult(string Path, long SizeBytes, ModelComparison Comparison, Preprocessing? Preprocessing, Shape Input);
