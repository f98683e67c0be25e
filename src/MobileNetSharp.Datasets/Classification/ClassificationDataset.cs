using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Images with one class each, which are its strata too. A target is an index into <see cref="ClassNames"/>.</summary>
public abstract class ClassificationDataset : Dataset<int>
{
    /// <summary>A data set of these classes; a label is an index into them.</summary>
    protected ClassificationDataset(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ClassNames = classNames;
    }

    /// <summary>The classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <inheritdoc/>
    public sealed override IReadOnlyList<string> Strata => ClassNames;

    /// <summary>Opens a folder of class folders (<see cref="ImageFolder"/>) or a .csv file (<see cref="Manifest"/>).</summary>
    /// <exception cref="DatasetException">It is neither, or holds no image.</exception>
    public static ClassificationDataset Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return new ImageFolder(path);
        if (!File.Exists(path))
            throw new DatasetException($"{path}: no such file or folder; give a folder with a subfolder of images for each class, or a .csv file.");
        return Path.GetExtension(path).ToLowerInvariant() is ".csv" or ".tsv"
            ? new Manifest(path)
            : throw new DatasetException($"{path}: is neither a folder nor a .csv file; give a folder with a subfolder of images for each class.");
    }

    /// <summary>The index of an image's class in <see cref="ClassNames"/>.</summary>
    public abstract int LabelOf(int index);

    /// <inheritdoc/>
    public sealed override int TargetOf(int index) => LabelOf(index);

    /// <inheritdoc/>
    public sealed override int StratumOf(int index) => LabelOf(index);

    /// <inheritdoc/>
    public override ClassificationDataset Subset(IReadOnlyList<int> indices) => new ClassificationSubset(this, base.Subset(indices));

    /// <summary>A classifier needs at least two classes, and of each an image to learn from.</summary>
    /// <exception cref="DatasetException">There is a single class, or one without images; the message names it.</exception>
    public override void CheckTrainable(IReadOnlyList<int> indices)
    {
        if (ClassNames.Count < 2)
            throw new DatasetException($"there is a single class, '{ClassNames[0]}'; a classifier needs at least two: add a folder of what is not '{ClassNames[0]}'.");
        var seen = indices.Select(LabelOf).ToHashSet();
        var empty = ClassNames.Where((_, label) => !seen.Contains(label)).ToArray();
        if (empty.Length > 0)
            throw new DatasetException($"class '{string.Join("', '", empty)}' has no image to learn from; add some, or remove the class.");
    }

    /// <summary>Some images of another data set, with the same classes.</summary>
    sealed class ClassificationSubset(ClassificationDataset whole, Dataset<int> images) : ClassificationDataset(whole.ClassNames)
    {
        public override int Count => images.Count;

        public override int LabelOf(int index) => images.TargetOf(index);

        public override string NameOf(int index) => images.NameOf(index);

        public override RgbImage Load(int index) => images.Load(index);

        public override (RgbImage Image, int Width, int Height) LoadReduced(int index, Func<int, int, double> scale) => images.LoadReduced(index, scale);

        public override Split? SplitOf(int index) => images.SplitOf(index);

        public override string? PathOf(int index) => images.PathOf(index);
    }
}
