using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>What a loader does with an image that cannot be read.</summary>
public enum BrokenImages
{
    /// <summary>It stops with an error that names the file.</summary>
    Fail,

    /// <summary>It leaves the image out of its batch, and reports it.</summary>
    Skip,
}

/// <summary>How images become batches.</summary>
/// <param name="InputSize">Height and width of the network's input.</param>
/// <param name="Preprocessing">The model's preprocessing.</param>
public sealed record LoaderOptions(Size InputSize, Preprocessing Preprocessing)
{
    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>Leave out the last batch of an epoch where it is not full.</summary>
    public bool DropLast { get; init; }

    /// <summary>Threads that decode ahead; how many there are changes no batch.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>
    /// The fraction of its width and height at which an image may be decoded, such as <see cref="Augmentation.ImageAugmentation.DecodingScale"/>;
    /// null to decode whole images, as evaluation does.
    /// </summary>
    public Func<int, int, double>? DecodingScale { get; init; }

    /// <summary>Decides the augmentation of each image in each epoch.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>What to do with an image that cannot be read.</summary>
    public BrokenImages Broken { get; init; }
}
