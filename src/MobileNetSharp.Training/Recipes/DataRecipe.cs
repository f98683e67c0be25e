using MobileNetSharp.Datasets;

namespace MobileNetSharp.Training;

/// <summary>How images are chosen, changed and put into batches.</summary>
public sealed record DataRecipe
{
    /// <summary>Images in a batch.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The share of each class that is kept from training to validate on, where the data set has no split of its own.</summary>
    public double ValidationFraction { get; init; } = 0.2;

    /// <summary>How often the images of large and small classes are seen.</summary>
    public Sampling Sampling { get; init; } = Sampling.Shuffled;

    /// <summary>Images of an epoch, each of which goes on where the one before stopped; 0 for all of them. For shuffled sampling.</summary>
    public int EpochImages { get; init; }

    /// <summary>How images are varied; not those of a phase that trains the classifier alone.</summary>
    public Augmentation Augmentation { get; init; } = new(new RandomResizedCrop());

    /// <summary>The part of the target that is spread evenly over all classes.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>Whether images that cannot be read are left out and reported; else the first one stops the run.</summary>
    public bool SkipsBroken { get; init; }
}
