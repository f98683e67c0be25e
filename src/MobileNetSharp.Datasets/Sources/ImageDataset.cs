using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets;

/// <summary>Images with one label each, found by index. Any number of threads may use one at once.</summary>
public abstract class ImageDataset
{
    /// <summary>A data set of these classes; a label is an index into them.</summary>
    protected ImageDataset(IReadOnlyList<string> classNames)
    {
        ArgumentNullException.ThrowIfNull(classNames);
        ClassNames = classNames;
    }

    /// <summary>The classes, by label.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many images there are.</summary>
    public abstract int Count { get; }

    /// <summary>The index of an image's class in <see cref="ClassNames"/>.</summary>
    public abstract int LabelOf(int index);

    /// <summary>An image's name, which no other image of the data set has: its path from the data set's folder, with <c>/</c>.</summary>
    public abstract string NameOf(int index);

    /// <summary>Decodes or draws an image.</summary>
    /// <exception cref="ImageFormatException">The file is not a whole image; the message names it.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public abstract RgbImage Load(int index);

    /// <summary>What the data set itself says an image is for; null where it does not say.</summary>
    public virtual Split? SplitOf(int index) => null;

    /// <summary>Opens a folder of class folders (<see cref="ImageFolder"/>) or a .csv file (<see cref="Manifest"/>).</summary>
    /// <exception cref="DatasetException">It is neither, or holds no image.</exception>
    public static ImageDataset Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
            return new ImageFolder(path);
        if (!File.Exists(path))
            throw new DatasetException($"{path}: there is no such folder or file; give a folder with a subfolder of images for each class, or a .csv file.");
        return Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase)
            ? new Manifest(path)
            : throw new DatasetException($"{path}: is neither a folder nor a .csv file; give a folder with a subfolder of images for each class.");
    }

    /// <summary>Some of the images, in this order, with the same classes.</summary>
    public ImageDataset Subset(IReadOnlyList<int> indices) => new DatasetSubset(this, indices);

    /// <summary>The images that <see cref="SplitOf"/> says are for this.</summary>
    public ImageDataset InSplit(Split split) => Subset([.. Enumerable.Range(0, Count).Where(index => SplitOf(index) == split)]);

    /// <summary>How many images each class has.</summary>
    public int[] CountByClass()
    {
        var counts = new int[ClassNames.Count];
        for (var index = 0; index < Count; index++)
            counts[LabelOf(index)]++;
        return counts;
    }
}
