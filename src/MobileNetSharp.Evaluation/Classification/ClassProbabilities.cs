namespace MobileNetSharp.Evaluation.Classification;

/// <summary>What a classifier predicts for one image.</summary>
/// <param name="Values">The probability of each class, by output index.</param>
public readonly record struct ClassProbabilities(ReadOnlyMemory<float> Values)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Values.Length} probabilities";
}
