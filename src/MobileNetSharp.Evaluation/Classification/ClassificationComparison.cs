using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Classification;

/// <summary>What two predictors say about the same images.</summary>
/// <param name="First">The figures of the first.</param>
/// <param name="Second">The figures of the second.</param>
/// <param name="LargestDifference">The largest difference between their probabilities of one class of one image, 0…1.</param>
public sealed record ClassificationComparison(ClassificationResult First, ClassificationResult Second, double LargestDifference)
    : ModelComparison(First.Images, LargestDifference)
{
    /// <summary>The images that they classify differently, in the dataset's order.</summary>
    public ImmutableArray<Disagreement> Disagreements { get; } =
    [
        .. First.Predictions.Zip(Second.Predictions, (first, second) => new Disagreement(first, second))
            .Where(pair => pair.First.Predicted != pair.Second.Predicted),
    ];

    /// <summary>Images whose first choice is the same.</summary>
    public override int Agreements => First.Images - Disagreements.Length;

    /// <inheritdoc/>
    public override MetricComparison Figure => new(ClassificationMetrics.Top1, First.Top1, Second.Top1);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"the same class for {Agreements} of {Images} images, probabilities within {LargestDifference:0.####}");
}

/// <summary>An image for which two predictors name different classes.</summary>
public sealed record Disagreement(ImagePrediction First, ImagePrediction Second);
