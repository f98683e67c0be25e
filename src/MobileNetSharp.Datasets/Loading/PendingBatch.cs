using System.Runtime.ExceptionServices;
using MobileNetSharp.Imaging;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets;

/// <summary>A batch that is being filled, an image by each call, from any thread; the last one also mixes it.</summary>
sealed class PendingBatch
{
    readonly ImageDataset dataset;
    readonly Sampler sampler;
    readonly LoaderOptions options;
    readonly int epoch;
    readonly int number;
    readonly int[] indices;
    readonly float[] pixels;
    readonly string?[] errors;
    Batch? batch;
    ExceptionDispatchInfo? fault;
    int missing;
    bool isComplete;

    public PendingBatch(ImageDataset dataset, Sampler sampler, LoaderOptions options, int epoch, int number, int[] indices)
    {
        (this.dataset, this.sampler, this.options, this.epoch, this.number, this.indices) = (dataset, sampler, options, epoch, number, indices);
        pixels = GC.AllocateUninitializedArray<float>(checked(indices.Length * ImageLength));
        errors = new string?[indices.Length];
        missing = indices.Length;
    }

    public int Size => indices.Length;

    public bool IsComplete => Volatile.Read(ref isComplete);

    int ImageLength => options.InputSize.Height * options.InputSize.Width * 3;

    /// <summary>Decodes and prepares one image. Whatever happens is told by <see cref="Result"/>.</summary>
    public void Fill(int slot)
    {
        Guarded(() => Prepare(slot), slot);
        if (Interlocked.Decrement(ref missing) > 0)
            return;
        Guarded(Compose, slot);
        Volatile.Write(ref isComplete, true);
    }

    /// <summary>The batch; null where every image is broken.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader.</exception>
    public Batch? Result(List<BrokenImage> broken)
    {
        fault?.Throw();
        for (var slot = 0; slot < errors.Length; slot++)
        {
            if (errors[slot] is not { } error)
                continue;
            var image = new BrokenImage(indices[slot], dataset.NameOf(indices[slot]), error);
            if (options.Broken == BrokenImages.Fail)
                throw new DatasetException(image.Line) { Image = image };
            broken.Add(image);
        }

        return batch;
    }

    void Guarded(Action step, int slot)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is ImageFormatException or IOException or UnauthorizedAccessException)
        {
            errors[slot] = e.Message.ReplaceLineEndings(" ");
        }
#pragma warning disable CA1031 // It is thrown again where the batch is taken.
        catch (Exception e)
#pragma warning restore CA1031
        {
            fault = ExceptionDispatchInfo.Capture(e);
        }
    }

    void Prepare(int slot)
    {
        var image = dataset.Load(indices[slot]);
        var target = pixels.AsSpan(slot * ImageLength, ImageLength);
        var (height, width) = options.InputSize;
        if (options.Augmentation is not { } augmentation)
        {
            ImagePreprocessor.Prepare(image, options.Preprocessing, width, height, target);
            return;
        }

        // The position too, since a balanced epoch sees an image more than once.
        var position = sampler.PositionOf((number * options.BatchSize) + slot);
        var varied = augmentation.Apply(image, options, new RandomStream(options.Seed, "augmentation", epoch, indices[slot], position));
        ImagePreprocessor.Normalize(varied, options.Preprocessing, target);
    }

    void Compose()
    {
        int[] whole = [.. Enumerable.Range(0, indices.Length).Where(slot => errors[slot] is null)];
        if (whole.Length == 0)
            return;
        var classes = dataset.ClassNames.Count;
        int[] kept = [.. whole.Select(slot => indices[slot])];
        batch = new Batch(number, options.InputSize, classes, kept, Packed(whole), SoftTargets.Of([.. kept.Select(dataset.LabelOf)], classes, options.LabelSmoothing));
        options.Augmentation?.Mixing?.Apply(batch, new RandomStream(options.Seed, "mixing", epoch, number));
    }

    /// <summary>The images of these slots side by side; in place, since none moves to the right.</summary>
    float[] Packed(int[] slots)
    {
        if (slots.Length == indices.Length)
            return pixels;
        for (var to = 0; to < slots.Length; to++)
            pixels.AsSpan(slots[to] * ImageLength, ImageLength).CopyTo(pixels.AsSpan(to * ImageLength));
        return pixels[..(slots.Length * ImageLength)];
    }
}
