using System.Collections.Immutable;
using MobileNetSharp.Evaluation;

namespace MobileNetSharp.Training;

/// <summary>What a finished run came to.</summary>
/// <param name="Validation">How well the best model classifies the validation images, in the engine.</param>
/// <param name="History">All epochs.</param>
/// <param name="Broken">Images that could not be read and were left out, and why.</param>
public sealed record TrainingResult(ClassificationResult Validation, ImmutableArray<EpochResult> History, ImmutableArray<string> Broken);
