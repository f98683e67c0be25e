namespace MobileNetSharp.Models;

/// <summary>A row of VGG's Table 1: the 3×3 convolutions between two poolings.</summary>
/// <param name="C">Output channels.</param>
/// <param name="N">Convolutions.</param>
public sealed record VggStage(int C, int N);
