using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Datasets;

/// <summary>How images become batches.</summary>
/// <param name="InputSize">Height and width of the network's input.</param>
/// <param name="Preprocessing">The model's preprocessing.</param>
public sealed record LoaderOptions(Size InputSize, Preprocessing Preprocessing)
{
    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>How images are varied; without it they are framed as in evaluation.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>The probability that is spread over all classes, 0 … 1 (usually 0.1; Szegedy et al. 2016, §7).</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Leave out the last batch of an epoch where it is not full.</summary>
    public bool DropLast { get; init; }

    /// <summary>Threads that decode ahead; how many there are changes no batch.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>Decides the augmentation of each image in each epoch.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What to do with an image that cannot be read.</summary>
    public BrokenImages Broken { get; init; }
}
