using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>How well a network finds the objects of a set of images. All figures follow from <see cref="Predictions"/>.</summary>
public sealed class DetectionResult : EvaluationResult
{
    /// <summary>The score from which on detections are shown to people, unless they say otherwise.</summary>
    public const double UsualScoreThreshold = 0.3;

    /// <summary>The figures of images with at least one object.</summary>
    /// <param name="classNames">The data set's classes.</param>
    /// <param name="predictions">The images.</param>
    /// <param name="scoreThreshold">The score from which on a detection counts for <see cref="Errors"/>; the other figures look at all.</param>
    /// <exception cref="EvaluationException">There is no image, or none has an object.</exception>
    public DetectionResult(ImmutableArray<string> classNames, IEnumerable<EvaluatedImage> predictions, double scoreThreshold = UsualScoreThreshold)
    {
        (ClassNames, Predictions) = (classNames, [.. predictions]);
        Coco = CocoEvaluator.Evaluate(Predictions);
        if (Coco.PerClass.IsEmpty)
        {
            throw new EvaluationException(Predictions.IsEmpty
                ? "No image could be evaluated; at least one is expected."
                : $"No object is marked in the {Predictions.Length} images, so that there is nothing to find; at least one is expected.");
        }

        Errors = new(Predictions, scoreThreshold);
    }

    /// <summary>The data set's classes.</summary>
    public ImmutableArray<string> ClassNames { get; }

    /// <summary>What was found, image by image.</summary>
    public ImmutableArray<EvaluatedImage> Predictions { get; }

    /// <inheritdoc/>
    public override int Images => Predictions.Length;

    /// <summary>COCO's figures, also class by class.</summary>
    public CocoResult Coco { get; }

    /// <summary>What is right and wrong with the detections that are shown to people.</summary>
    public DetectionErrors Errors { get; }

    /// <summary>The values of <see cref="DetectionMetrics"/>; those of sizes that no object has are left out.</summary>
    public override IReadOnlyDictionary<string, double> Metrics =>
        DetectionMetrics.Of(Coco.Figures).Where(figure => figure.Value is not null).ToDictionary(figure => figure.Metric.Name, figure => figure.Value!.Value, StringComparer.Ordinal);

    /// <summary>The places, in <see cref="Predictions"/>, of the images with the most errors; a wrong detection counts as much as its score, a missed object as 1.</summary>
    public ImmutableArray<int> WorstImages(int count) =>
    [
        .. Errors.All.GroupBy(error => error.Image)
            .OrderByDescending(errors => errors.Sum(error => error.Detection?.Score ?? 1)).ThenBy(errors => errors.Key)
            .Take(count).Select(errors => errors.Key),
    ];
}
