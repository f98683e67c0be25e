using System.Collections.Immutable;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Training.Detection;

/// <summary>
/// How well two detectors agree: what one shows to people, the other finds too. Where neither would show anything, as early in training,
/// the best detections of each image are compared.
/// </summary>
/// <param name="Images">How many images there were.</param>
/// <param name="LargestDifference">The largest difference in score of a detection that is compared.</param>
/// <param name="Same">Images in which every detection of one that is compared is found by the other: the same class, IoU at least 0.9, and a score within 0.05.</param>
/// <param name="FirstAP">COCO's average precision of the first, 0…1.</param>
/// <param name="SecondAP">That of the second.</param>
sealed record DetectionComparison(int Images, double LargestDifference, int Same, double FirstAP, double SecondAP) : ModelComparison(Images, LargestDifference)
{
    const double SameBox = 0.9, SameScore = 0.05;

    /// <summary>Detections of an image that are compared where none has the score to be shown.</summary>
    const int Best = 10;

    public override int Agreements => Same;

    public override MetricComparison Figure => new(DetectionMetrics.AP, FirstAP, SecondAP);

    public static DetectionComparison Of(ImmutableArray<EvaluatedImage> first, ImmutableArray<EvaluatedImage> second)
    {
        var showsAny = first.Concat(second).Any(image => image.Detections.Any(IsShown));
        double[] differences = [.. first.Zip(second, (one, other) => Math.Max(Difference(Compared(one), other.Detections), Difference(Compared(other), one.Detections)))];
        return new(differences.Length, differences.DefaultIfEmpty(0).Max(), differences.Count(difference => difference <= SameScore), AP(first), AP(second));

        IEnumerable<ScoredBox> Compared(EvaluatedImage image) => showsAny ? image.Detections.Where(IsShown) : image.Detections.Take(Best);

        static double AP(ImmutableArray<EvaluatedImage> images) => CocoEvaluator.Evaluate(images).Figures.AP ?? 0;
    }

    static bool IsShown(ScoredBox box) => box.Score >= DetectionResult.UsualScoreThreshold;

    /// <summary>The largest difference between the score of a detection and that of the other detector's for the same object; 1 where there is none.</summary>
    static double Difference(IEnumerable<ScoredBox> compared, ImmutableArray<ScoredBox> found) =>
        compared.Select(box => found
            .Where(other => other.Class == box.Class && other.Box.IntersectionOverUnion(box.Box) >= SameBox)
            .Select(other => Math.Abs((double)other.Score - box.Score)).DefaultIfEmpty(1).Min()).DefaultIfEmpty(0).Max();
}
