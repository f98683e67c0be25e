namespace MobileNetSharp.Datasets.Classification;

/// <summary>Writes a data set as a folder of PNG files that <see cref="ImageFolder"/> reads.</summary>
public static class ImageFolderWriter
{
    /// <summary>Writes <c>train/CLASS/…</c>, <c>val/CLASS/…</c> and, where there are test images, <c>test/CLASS/…</c>.</summary>
    /// <param name="splits">Images whose names are <c>CLASS/FILE.png</c>, as <see cref="ShapesDataset"/> has them.</param>
    /// <param name="folder">A folder that does not exist yet, or is empty.</param>
    /// <param name="progress">Told the part that is done, 0 … 1.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">There is something in the folder already.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public static void Write(DatasetSplits<int> splits, string folder, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(splits);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw new DatasetException($"{folder}: is there already and not empty; give a folder that does not exist yet.");
        foreach (var (part, images) in Parts(splits))
        {
            foreach (var className in images.Strata)
                Directory.CreateDirectory(Path.Combine(folder, part, className));
        }

        (string Part, Dataset<int> Images, int Index)[] all =
            [.. Parts(splits).SelectMany(part => Enumerable.Range(0, part.Images.Count).Select(index => (part.Part, part.Images, index)))];
        ParallelWork.For(all.Length, Environment.ProcessorCount, i =>
        {
            var (part, images, index) = all[i];
            images.Load(index).SavePng(Path.Combine(folder, part, images.NameOf(index)));
        }, progress, cancellationToken);
    }

    static IEnumerable<(string Part, Dataset<int> Images)> Parts(DatasetSplits<int> splits)
    {
        yield return ("train", splits.Train);
        yield return ("val", splits.Validation);
        if (splits.Test is not null)
            yield return ("test", splits.Test);
    }
}
