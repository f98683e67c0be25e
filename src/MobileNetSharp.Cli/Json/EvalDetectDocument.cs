using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Cli.Json;

/// <summary>
/// What <c>eval detect --json</c> prints; shares are 0…1. <c>figures</c> are COCO's twelve by name, null where no object is of that
/// size. <c>trainingImages</c>: how many of the images the model was trained on, where that is known.
/// </summary>
sealed record EvalDetectDocument(
    string? Model, string? Results, string Data, string? Split, string? Engine, EvalSuppression? Suppression,
    int Images, int Objects, int Detections, Dictionary<string, double?> Figures, EvalVoc? Voc,
    EvalDetectionErrors Errors, List<EvalDetectionClass> PerClass, List<string> Notes, List<ImageFailure> Failures, int? TrainingImages)
{
    public static EvalDetectDocument Of(EvalDetectRun run, EvalDetections found, string? split, DetectionResult result)
    {
        var voc = run.Voc ? (Area: VocEvaluator.Evaluate(result.Predictions), Points: VocEvaluator.Evaluate(result.Predictions, VocInterpolation.ElevenPoints)) : default;
        return new(
            run.Settings.ModelName, run.ResultsPath, run.Settings.Data, split, found.Engine, found.Suppression is { } suppression ? EvalSuppression.Of(suppression) : null,
            result.Images, result.Errors.Objects, result.Predictions.Sum(image => image.Detections.Length), FiguresOf(result.Coco.Figures),
            run.Voc ? new(0.5, voc.Area.MeanAP, voc.Points.MeanAP) : null,
            EvalDetectionErrors.Of(result.Errors),
            [.. result.Coco.PerClass.Select(of => EvalDetectionClass.Of(of, result, voc.Area, voc.Points))],
            [], [.. found.Broken.Select(image => new ImageFailure(image.Name, image.Error))], TrainingImages: null);
    }

    public static Dictionary<string, double?> FiguresOf(CocoFigures figures) => DetectionMetrics.Of(figures).ToDictionary(figure => figure.Metric.Name, figure => figure.Value);
}

/// <summary>Which boxes were suppressed.</summary>
sealed record EvalSuppression(string Kind, double IouThreshold, double ScoreThreshold, int MaximumDetections)
{
    public static EvalSuppression Of(Suppression suppression) => new(
        suppression.Kind == SuppressionKind.PerClass ? "per-class" : "best-class", suppression.IouThreshold, suppression.ScoreThreshold, suppression.MaximumDetections);
}

/// <summary>Pascal VOC's mean average precision, of every point and of eleven.</summary>
sealed record EvalVoc(double IouThreshold, double? MeanAP, double? MeanAPElevenPoints);

/// <summary>What is right and wrong with the detections from a score on.</summary>
sealed record EvalDetectionErrors(double ScoreThreshold, int Right, double? Precision, double? Recall, Dictionary<string, int> Kinds)
{
    public static EvalDetectionErrors Of(DetectionErrors errors) => new(errors.ScoreThreshold, errors.Right, errors.Precision, errors.Recall, KindsOf(errors.Count));

    public static Dictionary<string, int> KindsOf(Func<DetectionErrorKind, int> count) =>
        Enum.GetValues<DetectionErrorKind>().ToDictionary(kind => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(kind.ToString()), count);
}

/// <summary>One class; <c>index</c> is the data set's, <c>errors</c> are by kind.</summary>
sealed record EvalDetectionClass(
    int Index, string Label, int Objects, int Detections, Dictionary<string, double?> Figures, double? VocAP, double? VocAPElevenPoints,
    int Right, double? Precision, double? Recall, Dictionary<string, int> Errors)
{
    public static EvalDetectionClass Of(CocoClass of, DetectionResult result, VocResult? area, VocResult? points) => new(
        of.Class, result.ClassNames[of.Class], of.Objects, of.Detections, EvalDetectDocument.FiguresOf(of.Figures), In(area, of.Class), In(points, of.Class),
        result.Errors.RightOf(of.Class), result.Errors.PrecisionOf(of.Class), result.Errors.RecallOf(of.Class),
        EvalDetectionErrors.KindsOf(kind => result.Errors.Count(kind, of.Class)));

    static double? In(VocResult? result, int @class) => result?.PerClass.FirstOrDefault(of => of.Class == @class)?.AP;
}
