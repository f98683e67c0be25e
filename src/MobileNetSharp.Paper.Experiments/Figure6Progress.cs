namespace MobileNetSharp.Paper.Experiments;

/// <summary>Where the experiment is, after an epoch of one of its trainings.</summary>
/// <param name="Variant">The variant that is trained.</param>
/// <param name="Seed">With which seed.</param>
/// <param name="Epoch">The epoch that is done, from 1.</param>
/// <param name="Epochs">Epochs of a training.</param>
/// <param name="Top1">Validation top-1 after it, 0 … 1.</param>
/// <param name="Done">The part of the whole experiment that is done, 0 … 1.</param>
public sealed record Figure6Progress(string Variant, int Seed, int Epoch, int Epochs, double Top1, double Done);
