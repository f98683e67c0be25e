using System.Runtime.ExceptionServices;
using MobileNetSharp.Models;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Datasets;

/// <summary>A batch that is being filled, a picture by each call, from any thread.</summary>
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
    ExceptionDispatchInfo? fault;
    int missing;

    public PendingBatch(ImageDataset dataset, Sampler sampler, LoaderOptions options, int epoch, int number, int[] indices)
    {
        (this.dataset, this.sampler, this.options, this.epoch, this.number, this.indices) = (dataset, sampler, options, epoch, number, indices);
        pixels = GC.AllocateUninitializedArray<float>(checked(indices.Length * PictureLength));
        errors = new string?[indices.Length];
        missing = indices.Length;
    }

    public int Size => indices.Length;

    public bool IsComplete => Volatile.Read(ref missing) == 0;

    int PictureLength => options.InputSize.Height * options.InputSize.Width * 3;

    /// <summary>Decodes and prepares one picture. Whatever happens is told by <see cref="Result"/>.</summary>
    public void Fill(int slot)
    {
        try
        {
            Prepare(slot);
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
        finally
        {
            Interlocked.Decrement(ref missing);
        }
    }

    /// <summary>The batch; null where every picture is broken.</summary>
    /// <exception cref="DatasetException">A picture is broken, and that is to stop the loader.</exception>
    public Batch? Result(List<BrokenPicture> broken)
    {
        fault?.Throw();
        for (var slot = 0; slot < errors.Length; slot++)
        {
            if (errors[slot] is not { } error)
                continue;
            if (options.Broken == BrokenPictures.Fail)
                throw new DatasetException($"{dataset.NameOf(indices[slot])}: {error}");
            broken.Add(new BrokenPicture(indices[slot], dataset.NameOf(indices[slot]), error));
        }

        int[] whole = [.. Enumerable.Range(0, indices.Length).Where(slot => errors[slot] is null)];
        return whole.Length == 0 ? null : Mixed(whole);
    }

    Batch Mixed(int[] slots)
    {
        var classes = dataset.ClassNames.Count;
        int[] kept = [.. slots.Select(slot => indices[slot])];
        var batch = new Batch(number, options.InputSize, classes, kept, Packed(slots), Targets(kept, classes));
        return batch;
    }

    /// <summary>The pictures of these slots side by side; in place, since none moves to the right.</summary>
    float[] Packed(int[] slots)
    {
        if (slots.Length == indices.Length)
            return pixels;
        for (var to = 0; to < slots.Length; to++)
            pixels.AsSpan(slots[to] * PictureLength, PictureLength).CopyTo(pixels.AsSpan(to * PictureLength));
        return pixels[..(slots.Length * PictureLength)];
    }

    float[] Targets(int[] kept, int classes)
    {
        var targets = new float[kept.Length * classes];
        Array.Fill(targets, (float)(options.LabelSmoothing / classes));
        for (var i = 0; i < kept.Length; i++)
            targets[(i * classes) + dataset.LabelOf(kept[i])] += (float)(1 - options.LabelSmoothing);
        return targets;
    }

    void Prepare(int slot)
    {
        var image = dataset.Load(indices[slot]);
        var target = pixels.AsSpan(slot * PictureLength, PictureLength);
        var (height, width) = options.InputSize;
        if (options.Augmentation is not { } augmentation)
        {
            ImagePreprocessor.Prepare(image, options.Preprocessing, width, height, target);
            return;
        }

        var position = sampler.PositionOf((number * options.BatchSize) + slot);
        var varied = augmentation.Apply(image, options, new RandomStream(options.Seed, "augmentation", epoch, indices[slot], position));
        ImagePreprocessor.Normalize(varied, options.Preprocessing, target);
    }
}
