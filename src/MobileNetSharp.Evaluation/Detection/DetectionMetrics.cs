using System.Collections.Immutable;

namespace MobileNetSharp.Evaluation.Detection;

/// <summary>The figures by which detectors, and the epochs of a detector's training, are compared: COCO's twelve.</summary>
public static class DetectionMetrics
{
    static readonly ImmutableArray<(Metric Metric, Func<CocoFigures, double?> Value)> Figures =
    [
        (Precision("ap", "AP", "mean average precision, IoU 0.50 to 0.95"), figures => figures.AP),
        (Precision("ap50", "AP50", "mean average precision at IoU 0.50"), figures => figures.AP50),
        (Precision("ap75", "AP75", "mean average precision at IoU 0.75"), figures => figures.AP75),
        (Precision("apSmall", "AP small", "mean average precision for small objects, up to 32x32 pixels"), figures => figures.APSmall),
        (Precision("apMedium", "AP medium", "mean average precision for medium objects, 32x32 to 96x96 pixels"), figures => figures.APMedium),
        (Precision("apLarge", "AP large", "mean average precision for large objects, from 96x96 pixels"), figures => figures.APLarge),
        (Recall("ar1", "AR1", "mean average recall, 1 detection per class and image"), figures => figures.AR1),
        (Recall("ar10", "AR10", "mean average recall, 10 detections per class and image"), figures => figures.AR10),
        (Recall("ar100", "AR100", "mean average recall, 100 detections per class and image"), figures => figures.AR100),
        (Recall("arSmall", "AR small", "mean average recall for small objects"), figures => figures.ARSmall),
        (Recall("arMedium", "AR medium", "mean average recall for medium objects"), figures => figures.ARMedium),
        (Recall("arLarge", "AR large", "mean average recall for large objects"), figures => figures.ARLarge),
    ];

    /// <summary>Mean average precision over the IoU thresholds 0.50, 0.55 … 0.95 and all classes: the figure to compare by.</summary>
    public static Metric AP => Figures[0].Metric;

    /// <summary>Mean average precision at IoU 0.50.</summary>
    public static Metric AP50 => Figures[1].Metric;

    /// <summary>Mean average precision at IoU 0.75.</summary>
    public static Metric AP75 => Figures[2].Metric;

    /// <summary>All of them, in COCO's order.</summary>
    public static ImmutableArray<Metric> All { get; } = [.. Figures.Select(figure => figure.Metric)];

    /// <summary>The values of all, in the same order; null where there is no object of that size.</summary>
    public static IEnumerable<(Metric Metric, double? Value)> Of(CocoFigures figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        return Figures.Select(figure => (figure.Metric, figure.Value(figures)));
    }

    static Metric Precision(string name, string title, string meaning) => Share(name, title, "precision", meaning);

    static Metric Recall(string name, string title, string meaning) => Share(name, title, "recall", meaning);

    static Metric Share(string name, string title, string group, string meaning) =>
        new(name, title, $"{group}/{title.Replace(' ', '_')}", HigherIsBetter: true, IsShare: true) { Meaning = meaning };
}
