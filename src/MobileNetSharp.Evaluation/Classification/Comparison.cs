using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation;

/// <summary>What two predictors say of the same images.</summary>
/// <param name="First">The figures of the first.</param>
/// <param name="Second">The figures of the second.</param>
/// <param name="LargestDifference">The largest difference between their probabilities of one class of one image, 0…1.</param>
public sealed record Comparison(ClassificationResult First, ClassificationResult Second, double LargestDifference)
{
    /// <summary>The images that they classify differently, in the dataset's order.</summary>
    public ImmutableArray<Disagreement> Disagreements { get; } =
    [
        .. First.Predictions.Zip(Second.Predictions, (first, second) => new Disagreement(first, second))
            .Where(pair => pair.First.Predicted != pair.Second.Predicted),
    ];

    /// <summary>Images that both classify alike.</summary>
    public int SameTop1 => First.Images - Disagreements.Length;
}
