namespace MobileNetSharp.Datasets;

/// <summary>Looks over a data set before time is spent on it: reads every image (reduced while it is decoded), on all cores.</summary>
public static class DataCheck
{
    /// <summary>Checks a folder of class folders or a manifest.</summary>
    /// <param name="path">The folder or the .csv file.</param>
    /// <param name="options">What counts as wrong.</param>
    /// <param name="progress">Told the part that is done, 0 … 1.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">There is no such data set, or no image in it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static DataCheckReport Run(
        string path, DataCheckOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        var unreadable = new List<DataCheckItem>();
        FileDataset dataset = Directory.Exists(path)
            ? new ImageFolder(path, (folder, e) => unreadable.Add(new([folder], e.Message.ReplaceLineEndings(" "))))
            : (FileDataset)ImageDataset.Open(path);
        var facts = Inspect(dataset, options.Threads, progress, cancellationToken);
        var classes = Classes(dataset);
        var ignored = Directory.Exists(path) ? IgnoredFiles.Of(path) : [];
        DataCheckFinding[] findings =
        [
            .. ImageFindings.Of(dataset, facts, unreadable, ignored, options),
            .. ClassFindings.Of(classes, options),
            .. DuplicateFindings.Of(dataset, [.. facts.Where(fact => fact.Error is null)]),
        ];
        return new(path, dataset.Count, classes, [.. findings.OrderBy(finding => finding.Severity)]);
    }

    static ImageFacts[] Inspect(FileDataset dataset, int threads, IProgress<double>? progress, CancellationToken cancellationToken)
    {
        var facts = new ImageFacts[dataset.Count];
        ParallelWork.For(facts.Length, threads, index => facts[index] = ImageFacts.Of(dataset, index), progress, cancellationToken);
        return facts;
    }

    static DataCheckClass[] Classes(ImageDataset dataset)
    {
        var counts = new int[dataset.ClassNames.Count, 3];
        for (var index = 0; index < dataset.Count; index++)
            counts[dataset.LabelOf(index), (int)(dataset.SplitOf(index) ?? Split.Train)]++;
        return
        [
            .. dataset.ClassNames.Select((name, label) => new DataCheckClass(
                label, name, counts[label, 0] + counts[label, 1] + counts[label, 2], counts[label, 0], counts[label, 1], counts[label, 2])),
        ];
    }
}
