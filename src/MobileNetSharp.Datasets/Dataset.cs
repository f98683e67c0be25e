using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>Images with a target each, found by index: a class, boxes, a mask, or what a task calls one. Any number of threads may use one at once.</summary>
public abstract class Dataset<TTarget>
{
    /// <summary>How many images there are.</summary>
    public abstract int Count { get; }

    /// <summary>The strata, by number: groups that are split alike and that balanced sampling sees equally often. One unless a task has more.</summary>
    public virtual IReadOnlyList<string> Strata => [""];

    /// <summary>An image's name, which no other image of the data set has: its path from the data set's folder, with <c>/</c>.</summary>
    public abstract string NameOf(int index);

    /// <summary>Decodes or draws an image.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access to the file is denied.</exception>
    public abstract RgbImage Load(int index);

    /// <summary>
    /// The image, reduced where that makes decoding faster, and its own width and height. <paramref name="scale"/> says from these
    /// the fraction of them that is enough.
    /// </summary>
    /// <inheritdoc cref="Load"/>
    public virtual (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale)
    {
        var image = Load(index);
        return (image, image.Width, image.Height);
    }

    /// <summary>What the network is to say of an image; where it names places, in pixels of the image that <see cref="Load"/> returns.</summary>
    public abstract TTarget TargetOf(int index);

    /// <summary>What the data set itself says an image is for; null where it does not say.</summary>
    public virtual Split? SplitOf(int index) => null;

    /// <summary>The image's file; null where it is not a file.</summary>
    public virtual string? PathOf(int index) => null;

    /// <summary>How its annotation files were read, for reading them again; null where there are none.</summary>
    public virtual AnnotationOptions? AnnotationOptions => null;

    /// <summary>The number of an image's stratum in <see cref="Strata"/>.</summary>
    public virtual int StratumOf(int index) => 0;

    /// <summary>Throws where nothing can be learned from these images.</summary>
    /// <exception cref="DatasetException">The message says what is missing.</exception>
    public virtual void CheckTrainable(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.Count == 0)
            throw new DatasetException("there is no image to learn from.");
    }

    /// <summary>Some of the images, in this order.</summary>
    public virtual Dataset<TTarget> Subset(IReadOnlyList<int> indices) => new DatasetSubset<TTarget>(this, indices);

    /// <summary>The images that <see cref="SplitOf"/> says are for this.</summary>
    public int[] IndicesIn(Split split) => [.. Enumerable.Range(0, Count).Where(index => SplitOf(index) == split)];

    /// <summary>How many images each stratum has.</summary>
    public int[] CountByStratum()
    {
        var counts = new int[Strata.Count];
        for (var index = 0; index < Count; index++)
            counts[StratumOf(index)]++;
        return counts;
    }
}
