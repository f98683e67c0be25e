namespace MobileNetSharp.Evaluation;

/// <summary>The images whose confidence lies in one range: above <paramref name="From"/>, up to and with <paramref name="To"/>.</summary>
/// <param name="From">The lower bound, 0…1.</param>
/// <param name="To">The upper bound, 0…1.</param>
/// <param name="Count">Images.</param>
/// <param name="MeanConfidence">What the network claims of them, 0…1; 0 where there are none.</param>
/// <param name="Accuracy">Which share of them it gets right, 0…1; 0 where there are none.</param>
public sealed record CalibrationBin(double From, double To, int Count, double MeanConfidence, double Accuracy);
