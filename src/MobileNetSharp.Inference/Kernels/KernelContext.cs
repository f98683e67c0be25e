namespace MobileNetSharp.Inference.Kernels;

/// <summary>What every kernel needs to know.</summary>
sealed record KernelContext(VectorWidth Width, Workers Workers);
