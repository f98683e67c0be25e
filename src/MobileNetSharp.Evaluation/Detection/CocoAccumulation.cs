using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>The detections of one class in all images, the best first, each with what it is at every IoU threshold, for objects of some sizes.</summary>
sealed class CocoAccumulation
{
    /// <summary>What the original adds to a divisor that may be 0.</summary>
    const double Epsilon = 2.220446049250313e-16;

    readonly Outcome[] outcomes;

    CocoAccumulation(int objects, Outcome[] outcomes) => (Objects, this.outcomes) = (objects, outcomes);

    /// <summary>How many objects there are to find.</summary>
    public int Objects { get; }

    /// <summary>Null where there is no object to find.</summary>
    public static CocoAccumulation? Of(List<ImageClass> images, CocoArea area)
    {
        var (objects, outcomes) = (0, new List<Outcome>());
        foreach (var image in images)
        {
            var ignored = Array.ConvertAll(image.Objects, annotated => annotated.IsCrowd || !area.Contains(annotated.Area));
            objects += ignored.Count(isIgnored => !isIgnored);
            outcomes.AddRange(Match(image, area, ignored));
        }

        return objects == 0 ? null : new(objects, [.. outcomes.OrderByDescending(outcome => outcome.Score)]);
    }

    /// <summary>Precision against recall at every IoU threshold.</summary>
    public ImmutableArray<PrecisionRecallCurve> Curves() => [.. Enumerable.Range(0, CocoEvaluator.IouThresholds.Length).Select(Curve)];

    /// <summary>The mean recall over the IoU thresholds, with so many detections of each image.</summary>
    public double Recall(int detections) => Enumerable.Range(0, CocoEvaluator.IouThresholds.Length).Average(threshold => Recall(threshold, detections));

    double Recall(int threshold, int detections) => (double)outcomes.Count(outcome => outcome.Rank < detections && outcome.IsRight(threshold)) / Objects;

    PrecisionRecallCurve Curve(int threshold)
    {
        var (recall, precision) = (new double[outcomes.Length], new double[outcomes.Length]);
        int right = 0, wrong = 0;
        for (var i = 0; i < outcomes.Length; i++)
        {
            right += outcomes[i].IsRight(threshold) ? 1 : 0;
            wrong += outcomes[i].IsWrong(threshold) ? 1 : 0;
            recall[i] = (double)right / Objects;
            precision[i] = right / (wrong + right + Epsilon);
        }

        for (var i = outcomes.Length - 1; i > 0; i--)
            precision[i - 1] = Math.Max(precision[i - 1], precision[i]);
        var (sampled, scores) = (new double[CocoEvaluator.Recalls.Length], new double[CocoEvaluator.Recalls.Length]);
        for (int point = 0, i = 0; point < sampled.Length; point++)
        {
            while (i < recall.Length && recall[i] < CocoEvaluator.Recalls[point])
                i++;
            if (i < recall.Length)
                (sampled[point], scores[point]) = (precision[i], outcomes[i].Score);
        }

        return new(CocoEvaluator.IouThresholds[threshold], [.. sampled], [.. scores], Recall(threshold, 1), Recall(threshold, 10), Recall(threshold, CocoEvaluator.MaximumDetections));
    }

    /// <summary>What matches an ignored object is ignored, and so is what matches none and is of another size.</summary>
    static IEnumerable<Outcome> Match(ImageClass image, CocoArea area, bool[] ignored)
    {
        var (right, wrong) = (new int[image.Detections.Length], new int[image.Detections.Length]);
        for (var threshold = 0; threshold < CocoEvaluator.IouThresholds.Length; threshold++)
        {
            var matches = image.Match(CocoEvaluator.IouThresholds[threshold], ignored);
            for (var i = 0; i < matches.Length; i++)
            {
                if (matches[i] >= 0)
                    right[i] |= ignored[matches[i]] ? 0 : 1 << threshold;
                else
                    wrong[i] |= area.Contains(image.Detections[i].Box.Area) ? 1 << threshold : 0;
            }
        }

        return image.Detections.Select((detection, i) => new Outcome(detection.Score, i, right[i], wrong[i]));
    }

    /// <summary>A detection; bits of <paramref name="Right"/> and <paramref name="Wrong"/> are IoU thresholds, at which it is ignored where neither is set.</summary>
    readonly record struct Outcome(float Score, int Rank, int Right, int Wrong)
    {
        public bool IsRight(int threshold) => (Right >> threshold & 1) != 0;

        public bool IsWrong(int threshold) => (Wrong >> threshold & 1) != 0;
    }
}
