namespace MobileNetSharp.Inference.Kernels;

/// <summary>What every kernel needs to know.</summary>
/// <param name="Width">The vectors to use.</param>
/// <param name="Threads">The most workers that a run has.</param>
sealed record KernelContext(VectorWidth Width, int Threads);
