using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>What COCO's evaluation says.</summary>
/// <param name="Figures">The twelve figures: each is a mean over the classes that have it.</param>
/// <param name="PerClass">The classes that have an object to find, by number.</param>
public sealed record CocoResult(CocoFigures Figures, ImmutableArray<CocoClass> PerClass)
{
    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"AP {Figures.AP:F3}, AP50 {Figures.AP50:F3} over {PerClass.Length} classes");
}

/// <summary>One class.</summary>
/// <param name="Class">The class, by its number in the data set.</param>
/// <param name="Objects">How many objects there are to find; crowds are none.</param>
/// <param name="Detections">How many detections were looked at, at most 100 in an image.</param>
/// <param name="Figures">The twelve figures of this class.</param>
/// <param name="Curves">Precision against recall at each IoU threshold, 0.50, 0.55 … 0.95.</param>
public sealed record CocoClass(int Class, int Objects, int Detections, CocoFigures Figures, ImmutableArray<PrecisionRecallCurve> Curves)
{
    /// <summary>The curve at the nearest of the thresholds.</summary>
    public PrecisionRecallCurve CurveAt(double iouThreshold) => Curves.MinBy(curve => Math.Abs(curve.IouThreshold - iouThreshold))!;

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"class {Class}: AP {Figures.AP:F3} of {Objects} objects");
}

/// <summary>Precision against recall, at the recalls 0, 0.01 … 1.</summary>
/// <param name="IouThreshold">How much a detection must overlap with an object.</param>
/// <param name="Precision">The largest precision at this recall or a higher one, 0…1; 0 where the recall is not reached.</param>
/// <param name="Scores">The score threshold at which the recall is reached; 0 where it is not.</param>
/// <param name="Recall1">The recall with the best detection of each image.</param>
/// <param name="Recall10">The recall with the 10 best detections of each image.</param>
/// <param name="Recall100">The recall with the 100 best detections of each image.</param>
public sealed record PrecisionRecallCurve(
    double IouThreshold, ImmutableArray<double> Precision, ImmutableArray<double> Scores, double Recall1, double Recall10, double Recall100)
{
    /// <summary>The average precision: the mean over the recalls.</summary>
    public double AP => Precision.Average();

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"IoU {IouThreshold:F2}: AP {AP:F3}");
}
