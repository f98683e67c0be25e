namespace MobileNetSharp.Models;

/// <summary>A depthwise separable convolution of MobileNetV1.</summary>
/// <param name="C">Output channels at width multiplier 1.</param>
/// <param name="S">Stride of the depthwise convolution.</param>
public sealed record SeparableRow(int C, int S);
