namespace MobileNetSharp.Models;

/// <summary>A row of the paper's Table 2: <paramref name="N"/> bottleneck blocks, the first with the stride.</summary>
/// <param name="T">Expansion factor t.</param>
/// <param name="C">Output channels c at width multiplier 1.</param>
/// <param name="N">Blocks n.</param>
/// <param name="S">Stride s of the first block; the others have stride 1.</param>
public sealed record Stage(double T, int C, int N, int S);
