using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>
/// COCO's evaluation of boxes, to the last digit as its own program does it
/// (https://github.com/cocodataset/cocoapi, commit 8c9bcc3cf640, cocoeval.py). Equal scores of two images are ordered as the
/// images are; that program sorts these by their ids.
/// </summary>
public static class CocoEvaluator
{
    /// <summary>The detections of a class in an image that count, the best first.</summary>
    internal const int MaximumDetections = 100;

    /// <summary>0.50, 0.55 … 0.95.</summary>
    internal static ImmutableArray<double> IouThresholds { get; } = Linear(0.5, 0.95, 10);

    /// <summary>0, 0.01 … 1.</summary>
    internal static ImmutableArray<double> Recalls { get; } = Linear(0, 1, 101);

    /// <summary>The figures of these images. Difficult objects are like others; crowds are neither found nor missed.</summary>
    public static CocoResult Evaluate(IReadOnlyList<EvaluatedImage> images)
    {
        ArgumentNullException.ThrowIfNull(images);
        var classes = ImageClass.ByClass(images).OrderBy(of => of.Key).Select(of => Evaluate(of.Key, of.Value)).OfType<CocoClass>().ToImmutableArray();
        return new(CocoFigures.Mean([.. classes.Select(of => of.Figures)]), classes);
    }

    static CocoClass? Evaluate(int @class, List<ImageClass> images)
    {
        var all = CocoAccumulation.Of(images, CocoArea.All);
        if (all is null)
            return null;
        var (small, medium, large) = (CocoAccumulation.Of(images, CocoArea.Small), CocoAccumulation.Of(images, CocoArea.Medium), CocoAccumulation.Of(images, CocoArea.Large));
        var curves = all.Curves();
        var figures = new CocoFigures
        {
            AP = curves.Average(curve => curve.AP),
            AP50 = curves[0].AP,
            AP75 = curves[5].AP,
            APSmall = small?.Curves().Average(curve => curve.AP),
            APMedium = medium?.Curves().Average(curve => curve.AP),
            APLarge = large?.Curves().Average(curve => curve.AP),
            AR1 = curves.Average(curve => curve.Recall1),
            AR10 = curves.Average(curve => curve.Recall10),
            AR100 = curves.Average(curve => curve.Recall100),
            ARSmall = small?.Recall(MaximumDetections),
            ARMedium = medium?.Recall(MaximumDetections),
            ARLarge = large?.Recall(MaximumDetections),
        };
        return new(@class, all.Objects, images.Sum(image => image.Detections.Length), figures, curves);
    }

    /// <summary>numpy's linspace: some of these differ in the last bit from sums of steps.</summary>
    static ImmutableArray<double> Linear(double from, double to, int count)
    {
        var step = (to - from) / (count - 1);
        return [.. Enumerable.Range(0, count).Select(i => i == count - 1 ? to : (i * step) + from)];
    }
}
