using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>Makes the samples of an epoch, each a function of the data set, the options' seed, the epoch and its place in it.</summary>
sealed class SampleSource<TTarget>(Dataset<TTarget> dataset, Sampler sampler, LoaderOptions options, Augment<TTarget>? augment)
{
    public Dataset<TTarget> Dataset => dataset;

    public LoaderOptions Options => options;

    /// <summary>An image of the network's size with its target, and the size of the whole image.</summary>
    /// <param name="index">The image's index in the data set.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="place">Its place in the sampler's order.</param>
    public (Sample<TTarget> Sample, Size Whole) Load(int index, int epoch, int place)
    {
        var (image, width, height) = dataset.LoadReduced(index, options.DecodingScale ?? ((_, _) => 1));
        var sample = new Sample<TTarget>(image, width, height, dataset.TargetOf(index));
        // The position too, since a balanced epoch sees an image more than once.
        sample = augment is null
            ? sample.Frame(options.Preprocessing, options.InputSize)
            : augment(sample, options, new RandomStream(options.Seed, "augmentation", epoch, index, sampler.PositionOf(place)));
        return (sample, new Size(height, width));
    }
}
