namespace MobileNetSharp.Evaluation;

/// <summary>An image for which two predictors name different classes.</summary>
public sealed record Disagreement(ImagePrediction First, ImagePrediction Second);
