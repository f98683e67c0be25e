namespace MobileNetSharp.Evaluation;

/// <summary>How many images of one class were taken for another.</summary>
public sealed record Confusion(int Label, int Predicted, int Count);
