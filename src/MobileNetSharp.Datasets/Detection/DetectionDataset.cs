using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>
/// Images with boxes around their objects. A stratum is a class, and an image is in that of its rarest class, so that
/// splits have images of all; images without objects are a stratum too.
/// </summary>
public abstract class DetectionDataset : Dataset<AnnotatedBoxes>
{
    readonly Lazy<int[]> strata;

    /// <summary>A data set of these classes; the class of a box is an index into them.</summary>
    protected DetectionDataset(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ClassNames = classNames;
        strata = new(FindStrata);
    }

    /// <summary>A part of a data set, in which the images have the strata that they have in the whole.</summary>
    DetectionDataset(DetectionDataset whole, int[] indices) =>
        (ClassNames, strata) = (whole.ClassNames, new(() => Array.ConvertAll(indices, whole.StratumOf)));

    /// <summary>Opens a folder of images and annotations, or an annotation file, of any <see cref="AnnotationFormat"/>; which one is found by looking.</summary>
    /// <inheritdoc cref="AnnotationSet.Read"/>
    public static DetectionFiles Open(string path, AnnotationOptions? options = null) => new(AnnotationSet.Read(path, options));

    /// <summary>The classes, by index; the background is none of them.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>The width and height of an upright image in pixels, in which its boxes are; 0 where they are not known, since the file cannot be read.</summary>
    /// <inheritdoc cref="Dataset{TTarget}.Load"/>
    public virtual (int Width, int Height) SizeOf(int index)
    {
        var (_, width, height) = LoadReduced(index, static (_, _) => 0);
        return (width, height);
    }

    /// <summary>The number by which files of results name an image: the data set's own, such as COCO's, or else its place from 1 on.</summary>
    public virtual long ImageIdOf(int index) => index + 1;

    /// <summary>The number by which files of results name a class: the data set's own, such as COCO's category ids, or else its place from 1 on.</summary>
    public virtual long ClassIdOf(int @class) => @class + 1;

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Strata => [.. ClassNames, "(no object)"];

    /// <inheritdoc/>
    public sealed override int StratumOf(int index) => strata.Value[index];

    /// <inheritdoc/>
    public override DetectionDataset Subset(IReadOnlyList<int> indices) => new DetectionSubset(this, base.Subset(indices), [.. indices]);

    /// <summary>A detector needs at least one box to learn from.</summary>
    /// <exception cref="DatasetException">There is none.</exception>
    public override void CheckTrainable(IReadOnlyList<int> indices)
    {
        base.CheckTrainable(indices);
        if (!indices.Any(index => TargetOf(index).Boxes.Any(box => !box.IsCrowd)))
        {
            throw new DatasetException(indices.Count == Count
                ? "no image has an object marked, so that there is nothing to learn; mark some with boxes."
                : $"none of the {indices.Count} images to train on has an object marked, so that there is nothing to learn; mark some with boxes, or divide the images anew.");
        }
    }

    /// <summary>These images can only measure what is learned from others if both have objects of some class.</summary>
    /// <exception cref="DatasetException">They have not.</exception>
    public void CheckMeasurable(DetectionDataset train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var (learned, measured) = (train.CountByClass(), CountByClass());
        if (measured.Sum() == 0)
            throw new DatasetException($"none of the {Count} images to validate on has an object marked, so that nothing can be measured; mark some with boxes.");
        if (!learned.Zip(measured).Any(pair => pair.First > 0 && pair.Second > 0))
            throw new DatasetException($"the images to train on have objects of {Present(learned)} only, those to validate on of {Present(measured)} only, so that nothing that is learned can be measured; divide the images anew.");

        string Present(int[] counts) => string.Join(", ", ClassNames.Where((_, i) => counts[i] > 0));
    }

    /// <summary>How many objects of each class there are, crowds left out.</summary>
    public int[] CountByClass()
    {
        var counts = new int[ClassNames.Count];
        for (var index = 0; index < Count; index++)
        {
            foreach (var box in TargetOf(index).Boxes)
                counts[box.Class] += box.IsCrowd ? 0 : 1;
        }

        return counts;
    }

    int[] FindStrata()
    {
        var counts = CountByClass();
        return [.. Enumerable.Range(0, Count).Select(index => TargetOf(index).Boxes
            .Where(box => !box.IsCrowd).Select(box => box.Class).DefaultIfEmpty(ClassNames.Count)
            .MinBy(@class => (@class < counts.Length ? counts[@class] : int.MaxValue, @class)))];
    }

    /// <summary>Some images of another data set, with the same classes.</summary>
    sealed class DetectionSubset : DetectionDataset
    {
        readonly DetectionDataset whole;
        readonly int[] indices;
        readonly Dataset<AnnotatedBoxes> images;

        public DetectionSubset(DetectionDataset whole, Dataset<AnnotatedBoxes> images, int[] indices)
            : base(whole, indices) => (this.whole, this.images, this.indices) = (whole, images, indices);

        public override int Count => images.Count;

        public override long ImageIdOf(int index) => whole.ImageIdOf(indices[index]);

        public override long ClassIdOf(int @class) => whole.ClassIdOf(@class);

        public override (int Width, int Height) SizeOf(int index) => whole.SizeOf(indices[index]);

        public override AnnotatedBoxes TargetOf(int index) => images.TargetOf(index);

        public override string NameOf(int index) => images.NameOf(index);

        public override RgbImage Load(int index) => images.Load(index);

        public override (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale) => images.LoadReduced(index, scale);

        public override Split? SplitOf(int index) => images.SplitOf(index);

        public override string? PathOf(int index) => images.PathOf(index);

        public override AnnotationOptions? AnnotationOptions => whole.AnnotationOptions;
    }
}
