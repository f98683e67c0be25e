namespace MobileNetSharp.Vision;

/// <summary>A class that an image may show.</summary>
/// <param name="Index">The model's own output index.</param>
/// <param name="Label">The class name.</param>
/// <param name="Probability">0…1, over all classes of the model.</param>
public sealed record ClassScore(int Index, string Label, float Probability);
