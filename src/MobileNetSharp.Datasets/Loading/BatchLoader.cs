using System.Diagnostics;
using MobileNetSharp.Datasets.Augmentation;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>
/// Reads batches ahead of their consumer. What a batch holds is a function of the data set, the options' seed, the epoch and
/// the batch's number alone, whatever the number of workers: there is no state to save.
/// </summary>
public sealed class BatchLoader<TTarget>
{
    readonly Sampler sampler;
    readonly LoaderOptions options;
    readonly SampleSource<TTarget> source;
    readonly List<BrokenImage> broken = [];
    long waited;
    long elapsed;

    /// <summary>A loader of these images, in the sampler's order, varied by <paramref name="augment"/>; without it they are framed as in evaluation.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="DatasetException">A batch is more than an array can hold.</exception>
    public BatchLoader(Dataset<TTarget> dataset, Sampler sampler, LoaderOptions options, Augment<TTarget>? augment = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1, nameof(options));
        var largest = Array.MaxLength / (options.InputSize.Height * options.InputSize.Width * 3);
        if (Math.Min(options.BatchSize, sampler.Count) > largest)
            throw new DatasetException($"batches of {options.BatchSize} images of {options.InputSize} are too large; {largest} are the most.");
        (this.sampler, this.options, source) = (sampler, options, new(dataset, sampler, options, augment));
    }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => (sampler.Count + (options.DropLast ? 0 : options.BatchSize - 1)) / options.BatchSize;

    /// <summary>The part of the time, 0 … 1, that the consumer waited for the loader, over all epochs so far.</summary>
    public double WaitedShare => elapsed == 0 ? 0 : (double)waited / elapsed;

    /// <summary>The images that were left out so far, each once; <see cref="BrokenImages.Skip"/> fills it.</summary>
    public IReadOnlyList<BrokenImage> Broken => [.. broken.DistinctBy(image => image.Index)];

    /// <summary>The first samples of an epoch, to look at: the images as the network gets them, in pixels. Those that cannot be read are left out.</summary>
    public IEnumerable<Sample<TTarget>> Preview(int epoch, int count)
    {
        foreach (var (place, index) in sampler.Epoch(epoch).Take(count).Index())
        {
            using var memory = DecodingBudget.Enter();
            if (TryLoad(index, epoch, place) is { } sample)
                yield return sample;
        }
    }

    /// <summary>The batches of an epoch, from one on. Stopping the enumeration early stops the loader too.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader; the message names the file.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IEnumerable<Batch<TTarget>> Epoch(int epoch, int firstBatch = 0, CancellationToken cancellationToken = default) =>
        Epoch(epoch, firstBatch, static batch => batch, cancellationToken);

    /// <summary>The same, each batch finished on the thread that completes it, such as by encoding its targets.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader; the message names the file.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public IEnumerable<TBatch> Epoch<TBatch>(int epoch, int firstBatch, Func<Batch<TTarget>, TBatch> finish, CancellationToken cancellationToken = default)
        where TBatch : class
    {
        ArgumentNullException.ThrowIfNull(finish);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        return Batches(epoch, firstBatch, finish, cancellationToken);
    }

    Sample<TTarget>? TryLoad(int index, int epoch, int place)
    {
        try
        {
            return source.Load(index, epoch, place).Sample;
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    IEnumerable<TBatch> Batches<TBatch>(int epoch, int firstBatch, Func<Batch<TTarget>, TBatch> finish, CancellationToken cancellationToken)
        where TBatch : class
    {
        var start = Stopwatch.GetTimestamp();
        var order = sampler.Epoch(epoch);
        // Enough images for every worker, and a full batch for the consumer.
        var ahead = 2 + (options.Workers / options.BatchSize);
        using var pipeline = new BatchPipeline<PendingBatch<TTarget, TBatch>>(Pending(order, epoch, firstBatch, finish), options.Workers, ahead);
        while (true)
        {
            var waiting = Stopwatch.GetTimestamp();
            var pending = pipeline.Take(cancellationToken);
            waited += Stopwatch.GetTimestamp() - waiting;
            var batch = pending?.Result(broken);
            if (batch is not null)
                yield return batch;
            elapsed += Stopwatch.GetTimestamp() - start;
            start = Stopwatch.GetTimestamp();
            if (pending is null)
                yield break;
        }
    }

    IEnumerable<PendingBatch<TTarget, TBatch>> Pending<TBatch>(int[] order, int epoch, int firstBatch, Func<Batch<TTarget>, TBatch> finish)
        where TBatch : class
    {
        for (var number = firstBatch; number < BatchesPerEpoch; number++)
        {
            var start = number * options.BatchSize;
            yield return new(source, finish, epoch, number, order[start..Math.Min(start + options.BatchSize, order.Length)]);
        }
    }
}
