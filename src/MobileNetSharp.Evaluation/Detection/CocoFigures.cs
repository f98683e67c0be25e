namespace MobileNetSharp.Evaluation.Detection;

/// <summary>
/// COCO's twelve figures, 0…1: average precision (AP) and average recall (AR), over the IoU thresholds 0.50, 0.55 … 0.95 unless
/// one is named. Null where there is no object to find, for which COCO's own program prints −1. https://cocodataset.org/#detection-eval
/// </summary>
public sealed record CocoFigures
{
    /// <summary>Average precision.</summary>
    public double? AP { get; init; }

    /// <summary>Average precision at IoU 0.50.</summary>
    public double? AP50 { get; init; }

    /// <summary>Average precision at IoU 0.75.</summary>
    public double? AP75 { get; init; }

    /// <summary>Average precision for objects of up to 32² pixels.</summary>
    public double? APSmall { get; init; }

    /// <summary>Average precision for objects of 32² to 96² pixels.</summary>
    public double? APMedium { get; init; }

    /// <summary>Average precision for objects of 96² pixels and more.</summary>
    public double? APLarge { get; init; }

    /// <summary>Average recall with the best detection of each class in an image.</summary>
    public double? AR1 { get; init; }

    /// <summary>Average recall with the 10 best detections of each class in an image.</summary>
    public double? AR10 { get; init; }

    /// <summary>Average recall with the 100 best detections of each class in an image.</summary>
    public double? AR100 { get; init; }

    /// <summary>Average recall for objects of up to 32² pixels.</summary>
    public double? ARSmall { get; init; }

    /// <summary>Average recall for objects of 32² to 96² pixels.</summary>
    public double? ARMedium { get; init; }

    /// <summary>Average recall for objects of 96² pixels and more.</summary>
    public double? ARLarge { get; init; }

    /// <summary>Each figure's mean over the classes that have it.</summary>
    internal static CocoFigures Mean(IReadOnlyList<CocoFigures> classes)
    {
        return new()
        {
            AP = Of(figures => figures.AP),
            AP50 = Of(figures => figures.AP50),
            AP75 = Of(figures => figures.AP75),
            APSmall = Of(figures => figures.APSmall),
            APMedium = Of(figures => figures.APMedium),
            APLarge = Of(figures => figures.APLarge),
            AR1 = Of(figures => figures.AR1),
            AR10 = Of(figures => figures.AR10),
            AR100 = Of(figures => figures.AR100),
            ARSmall = Of(figures => figures.ARSmall),
            ARMedium = Of(figures => figures.ARMedium),
            ARLarge = Of(figures => figures.ARLarge),
        };

        double? Of(Func<CocoFigures, double?> figure) => classes.Average(figure);
    }
}
