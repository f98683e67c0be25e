using System.Runtime.ExceptionServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Imaging;
using MobileNetSharp.Imaging.Decoding;

namespace MobileNetSharp.Datasets.Loading;

/// <summary>A batch that is being filled, an image by each call, from any thread; the last one also finishes it.</summary>
abstract class PendingBatch(int size)
{
    int missing = size;
    bool isComplete;

    public int Size { get; } = size;

    public bool IsComplete => Volatile.Read(ref isComplete);

    /// <summary>Decodes and prepares one image. Whatever happens is reported by the result.</summary>
    public void Fill(int slot)
    {
        Guarded(() => Prepare(slot), slot);
        if (Interlocked.Decrement(ref missing) > 0)
            return;
        Guarded(Finish, slot);
        Volatile.Write(ref isComplete, true);
    }

    protected abstract void Guarded(Action step, int slot);

    protected abstract void Prepare(int slot);

    protected abstract void Finish();
}

/// <summary>A pending batch of samples with one kind of target.</summary>
sealed class PendingBatch<TTarget, TBatch> : PendingBatch
    where TBatch : class
{
    readonly SampleSource<TTarget> source;
    readonly Func<Batch<TTarget>, TBatch> finish;
    readonly int epoch;
    readonly int number;
    readonly int[] indices;
    readonly float[] pixels;
    readonly TTarget[] targets;
    readonly GeometricTransform[] transforms;
    readonly Size[] sizes;
    readonly string?[] errors;
    TBatch? batch;
    ExceptionDispatchInfo? fault;

    public PendingBatch(SampleSource<TTarget> source, Func<Batch<TTarget>, TBatch> finish, int epoch, int number, int[] indices) : base(indices.Length)
    {
        (this.source, this.finish) = (source, finish);
        (this.epoch, this.number, this.indices) = (epoch, number, indices);
        pixels = GC.AllocateUninitializedArray<float>(checked(indices.Length * ImageLength));
        (targets, transforms, sizes, errors) = (new TTarget[indices.Length], new GeometricTransform[indices.Length], new Size[indices.Length], new string?[indices.Length]);
    }

    LoaderOptions Options => source.Options;

    int ImageLength => Options.InputSize.Height * Options.InputSize.Width * 3;

    /// <summary>The batch; null where every image is broken.</summary>
    /// <exception cref="DatasetException">An image is broken, and that is to stop the loader.</exception>
    public TBatch? Result(List<BrokenImage> broken)
    {
        fault?.Throw();
        for (var slot = 0; slot < errors.Length; slot++)
        {
            if (errors[slot] is not { } error)
                continue;
            var image = new BrokenImage(indices[slot], source.Dataset.NameOf(indices[slot]), error);
            if (Options.Broken == BrokenImages.Fail)
                throw new DatasetException(image.Line) { Image = image };
            broken.Add(image);
        }

        return batch;
    }

    protected override void Guarded(Action step, int slot)
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

    protected override void Prepare(int slot)
    {
        using var memory = DecodingBudget.Enter();
        (var sample, sizes[slot]) = source.Load(indices[slot], epoch, (number * Options.BatchSize) + slot);
        ImagePreprocessor.Normalize(sample.Image, Options.Preprocessing, pixels.AsSpan(slot * ImageLength, ImageLength));
        (targets[slot], transforms[slot]) = (sample.Target, sample.FromSource);
    }

    protected override void Finish()
    {
        int[] whole = [.. Enumerable.Range(0, indices.Length).Where(slot => errors[slot] is null)];
        if (whole.Length > 0)
        {
            batch = finish(new Batch<TTarget>(
                number, Options.InputSize, [.. whole.Select(slot => indices[slot])], Packed(whole), [.. whole.Select(slot => targets[slot])], [.. whole.Select(slot => transforms[slot])])
            {
                ImageSizes = [.. whole.Select(slot => sizes[slot])],
            });
        }
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
