namespace MobileNetSharp.Models;

/// <summary>A column of ShuffleNet's Table 1: output channels of its stages for a number of groups.</summary>
/// <param name="Groups">Groups g of the pointwise convolutions.</param>
/// <param name="Stage2">Output channels at stride 8 and width multiplier 1.</param>
/// <param name="Stage3">The same at stride 16.</param>
/// <param name="Stage4">The same at stride 32.</param>
public sealed record ShuffleNetRow(int Groups, int Stage2, int Stage3, int Stage4);
