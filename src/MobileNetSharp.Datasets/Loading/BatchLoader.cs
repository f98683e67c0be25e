using System.Diagnostics;
using MobileNetSharp.Datasets.Augmentation;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>
/// Reads batches ahead of their consumer. What a batch holds is a function of the data set, the options' seed, the epoch and
/// the batch's number alone, whatever the number of workers: there is no state to save.
/// </summary>
public sealed class BatchLoader<TTarget>
{
    readonly Dataset<TTarget> dataset;
    readonly Sampler sampler;
    readonly LoaderOptions options;
    readonly Augment<TTarget>? augment;
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
        (this.dataset, this.sampler, this.options, this.augment) = (dataset, sampler, options, augment);
    }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => (sampler.Count + (options.DropLast ? 0 : options.BatchSize - 1)) / options.BatchSize;

    /// <summary>The part of the time, 0 … 1, that the consumer waited for the loader, over all epochs so far.</summary>
    public double WaitedShare => elapsed == 0 ? 0 : (double)waited / elapsed;

    /// <summary>The images that were left out so far, each once; <see cref="BrokenImages.Skip"/> fills it.</summary>
    public IReadOnlyList<BrokenImage> Broken => [.. broken.DistinctBy(image => image.Index)];

    /// <summary>The batches of an epoch, from one on. Stopping the enumeration early stops the loader too.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader; the message names the file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<Batch<TTarget>> Epoch(int epoch, int firstBatch = 0, CancellationToken cancellationToken = default) =>
        Epoch(epoch, firstBatch, static batch => batch, cancellationToken);

    /// <summary>The same, each batch finished on the thread that completes it, such as by encoding its targets.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader; the message names the file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<TBatch> Epoch<TBatch>(int epoch, int firstBatch, Func<Batch<TTarget>, TBatch> finish, CancellationToken cancellationToken = default)
        where TBatch : class
    {
        ArgumentNullException.ThrowIfNull(finish);
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        return Batches(epoch, firstBatch, finish, cancellationToken);
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
            yield return new(
                dataset, sampler, options, augment, finish, epoch, number, order[start..Math.Min(start + options.BatchSize, order.Length)]);
        }
    }
}
