namespace MobileNetSharp.Models;

/// <summary>A row of ResNet's Table 1: a stage of bottleneck units.</summary>
/// <param name="C">Channels of the 3×3 convolutions; the units have four times as many outputs.</param>
/// <param name="N">Units.</param>
public sealed record ResNetStage(int C, int N);
