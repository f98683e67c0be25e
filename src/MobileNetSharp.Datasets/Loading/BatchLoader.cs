using System.Diagnostics;

namespace MobileNetSharp.Datasets;

/// <summary>
/// Reads batches ahead of the one who consumes them. What a batch holds is a function of the data set, the options' seed, the
/// epoch and the batch's number alone, whatever the number of workers: there is no state to save.
/// </summary>
public sealed class BatchLoader
{
    readonly ImageDataset dataset;
    readonly Sampler sampler;
    readonly LoaderOptions options;
    readonly List<BrokenImage> broken = [];
    long waited;
    long elapsed;

    /// <summary>A loader of these images, in the sampler's order.</summary>
    /// <exception cref="ArgumentException">An option is out of its bounds.</exception>
    /// <exception cref="DatasetException">A batch is more than an array can hold.</exception>
    public BatchLoader(ImageDataset dataset, Sampler sampler, LoaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.BatchSize, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Workers, 1, nameof(options));
        if (!(options.LabelSmoothing >= 0 && options.LabelSmoothing <= 1))
            throw new ArgumentException($"The label smoothing must be from 0 to 1, is {options.LabelSmoothing}.", nameof(options));
        if (options.Augmentation?.Fault() is { } fault)
            throw new ArgumentException(fault, nameof(options));
        var largest = Array.MaxLength / (options.InputSize.Height * options.InputSize.Width * 3);
        if (Math.Min(options.BatchSize, sampler.Count) > largest)
            throw new DatasetException($"batches of {options.BatchSize} images of {options.InputSize} are too large; {largest} are the most.");
        (this.dataset, this.sampler, this.options) = (dataset, sampler, options);
    }

    /// <summary>How many batches an epoch has.</summary>
    public int BatchesPerEpoch => (sampler.Count + (options.DropLast ? 0 : options.BatchSize - 1)) / options.BatchSize;

    /// <summary>The part of the time, 0 … 1, that the consumer waited for the loader, over all epochs so far.</summary>
    public double WaitedShare => elapsed == 0 ? 0 : (double)waited / elapsed;

    /// <summary>The images that were left out so far, each once; <see cref="BrokenImages.Skip"/> fills it.</summary>
    public IReadOnlyList<BrokenImage> Broken => [.. broken.DistinctBy(image => image.Index)];

    /// <summary>The batches of an epoch, from one on. Whoever stops early, stops the loader too.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader; the message names the file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IEnumerable<Batch> Epoch(int epoch, int firstBatch = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstBatch);
        return Batches(epoch, firstBatch, cancellationToken);
    }

    IEnumerable<Batch> Batches(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        var start = Stopwatch.GetTimestamp();
        var order = sampler.Epoch(epoch);
        // Enough images for every worker, and a full batch for the consumer.
        var ahead = 2 + (options.Workers / options.BatchSize);
        using var pipeline = new BatchPipeline(Pending(order, epoch, firstBatch), options.Workers, ahead);
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

    IEnumerable<PendingBatch> Pending(int[] order, int epoch, int firstBatch)
    {
        for (var number = firstBatch; number < BatchesPerEpoch; number++)
        {
            var start = number * options.BatchSize;
            yield return new PendingBatch(dataset, sampler, options, epoch, number, order[start..Math.Min(start + options.BatchSize, order.Length)]);
        }
    }
}
