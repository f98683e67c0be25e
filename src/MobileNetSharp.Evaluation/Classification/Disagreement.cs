namespace MobileNetSharp.Evaluation;

/// <summary>A picture for which two predictors name different classes.</summary>
public sealed record Disagreement(PicturePrediction First, PicturePrediction Second);
