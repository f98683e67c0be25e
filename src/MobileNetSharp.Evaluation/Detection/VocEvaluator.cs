using System.Collections.Immutable;
using MobileNetSharp.Datasets.Detection;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>
/// Pascal VOC's evaluation: a detection is compared with the object that it overlaps most with, and with no other
/// (https://github.com/rbgirshick/py-faster-rcnn, commit 45e0da9a246f, voc_eval.py). Its boxes name their last pixel, which is
/// why that program adds 1 to width and height; boxes here end after it.
/// </summary>
public static class VocEvaluator
{
    /// <summary>The average precision of each class, and their mean. Difficult objects and crowds are neither found nor missed.</summary>
    /// <param name="images">What is there, and what was found.</param>
    /// <param name="interpolation">How the area below the curve is measured.</param>
    /// <param name="iouThreshold">A detection must overlap with its object by more than this.</param>
    public static VocResult Evaluate(IReadOnlyList<EvaluatedImage> images, VocInterpolation interpolation = VocInterpolation.EveryPoint, double iouThreshold = 0.5)
    {
        ArgumentNullException.ThrowIfNull(images);
        var classes = images.SelectMany(image => image.Objects.Boxes).Where(Counts).Select(annotated => annotated.Class).Distinct().Order();
        return new([.. classes.Select(@class => Evaluate(images, @class, interpolation, iouThreshold))]);
    }

    static bool Counts(AnnotatedBox annotated) => !annotated.IsDifficult && !annotated.IsCrowd;

    static VocClass Evaluate(IReadOnlyList<EvaluatedImage> images, int @class, VocInterpolation interpolation, double iouThreshold)
    {
        AnnotatedBox[][] objects = [.. images.Select(image => image.Objects.Boxes.Where(annotated => annotated.Class == @class).ToArray())];
        bool[][] found = [.. objects.Select(boxes => new bool[boxes.Length])];
        var count = objects.Sum(boxes => boxes.Count(Counts));
        var (precision, recall) = (new List<double>(), new List<double>());
        int right = 0, wrong = 0;
        var detections = images.Index().SelectMany(image => image.Item.Detections.Select(detection => (Image: image.Index, detection)))
            .Where(pair => pair.detection.Class == @class).OrderByDescending(pair => pair.detection.Score);
        foreach (var (image, detection) in detections)
        {
            var overlaps = Array.ConvertAll(objects[image], annotated => detection.Box.IntersectionOverUnion(annotated.Box));
            var overlap = overlaps.DefaultIfEmpty(0).Max();
            var nearest = Array.IndexOf(overlaps, overlap);
            if (!(overlap > iouThreshold) || (Counts(objects[image][nearest]) && found[image][nearest]))
                wrong++;
            else if (Counts(objects[image][nearest]))
                (right, found[image][nearest]) = (right + 1, true);
            recall.Add((double)right / count);
            precision.Add((double)right / Math.Max(right + wrong, 1));
        }

        return new(@class, count, right, wrong, interpolation == VocInterpolation.EveryPoint ? EveryPoint(recall, precision) : ElevenPoints(recall, precision));
    }

    /// <summary>The area below the curve, whose precision is the largest at this recall or a higher one.</summary>
    static double EveryPoint(List<double> recall, List<double> precision)
    {
        var (area, best) = (0.0, 0.0);
        for (var i = recall.Count - 1; i >= 0; i--)
        {
            best = Math.Max(best, precision[i]);
            area += best * (recall[i] - (i > 0 ? recall[i - 1] : 0));
        }

        return area;
    }

    /// <summary>The mean, over the recalls 0, 0.1 … 1, of the largest precision at this recall or a higher one.</summary>
    static double ElevenPoints(List<double> recall, List<double> precision) => Enumerable.Range(0, 11)
        .Average(point => precision.Where((_, i) => recall[i] >= point * 0.1).DefaultIfEmpty(0).Max());
}

/// <summary>How the area below a precision-recall curve is measured.</summary>
public enum VocInterpolation
{
    /// <summary>Exactly, as Pascal VOC does since 2010.</summary>
    EveryPoint,

    /// <summary>At eleven recalls, as Pascal VOC 2007 did.</summary>
    ElevenPoints,
}

/// <summary>What Pascal VOC's evaluation says.</summary>
/// <param name="PerClass">The classes that have an object to find, by number.</param>
public sealed record VocResult(ImmutableArray<VocClass> PerClass)
{
    /// <summary>The mean of the classes' average precisions; null where there is no object to find.</summary>
    public double? MeanAP => PerClass.Average(of => (double?)of.AP);

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"mAP {MeanAP:F3} over {PerClass.Length} classes");
}

/// <summary>One class.</summary>
/// <param name="Class">The class, by its number in the data set.</param>
/// <param name="Objects">How many objects there are to find.</param>
/// <param name="Right">Detections that found one.</param>
/// <param name="Wrong">Detections that did not; those of difficult objects are neither.</param>
/// <param name="AP">The average precision, 0…1.</param>
public sealed record VocClass(int Class, int Objects, int Right, int Wrong, double AP);
