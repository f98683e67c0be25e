using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Looks over a data set before time is spent on it: reads every image (reduced while it is decoded), on all cores.</summary>
public static class ClassificationCheck
{
    /// <summary>Checks a folder of class folders or a manifest.</summary>
    /// <param name="path">The folder or the .csv file.</param>
    /// <param name="options">What counts as wrong.</param>
    /// <param name="progress">Receives the part that is done, 0 … 1.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">There is no such data set, or no image in it.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static ClassificationCheckReport Run(
        string path, DataCheckOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        var unreadable = new List<DataCheckItem>();
        ClassificationFiles dataset = Directory.Exists(path)
            ? new ImageFolder(path, (folder, e) => unreadable.Add(new([folder], e.Message.ReplaceLineEndings(" "))))
            : (ClassificationFiles)ClassificationDataset.Open(path);
        var facts = ImageFacts.Inspect([.. Enumerable.Range(0, dataset.Count).Select(index => new ImageSource(dataset.PathOf(index)!))], options.Threads, progress, cancellationToken);
        var classes = Classes(dataset);
        DataCheckFinding[] findings =
        [
            .. dataset.Findings,
            .. ImageFindings.Find(dataset, facts, unreadable, options),
            .. ClassFindings.Find(classes, options),
            .. DuplicateFindings.Find(
                dataset, [.. facts.Where(fact => fact.Error is null)], (one, other) => dataset.StratumOf(one) != dataset.StratumOf(other),
                (ClassFindingKind.DuplicateAcrossClasses, "equal files in more than one class", "An image has one class here: delete it from the others.")),
        ];
        return new(path, dataset.Count, classes, [.. findings.OrderBy(finding => finding.Severity)]);
    }

    static CheckedClass[] Classes(ClassificationDataset dataset)
    {
        var counts = new int[dataset.ClassNames.Count, 3];
        for (var index = 0; index < dataset.Count; index++)
            counts[dataset.LabelOf(index), (int)(dataset.SplitOf(index) ?? Split.Train)]++;
        return
        [
            .. dataset.ClassNames.Select((name, label) => new CheckedClass(
                label, name, counts[label, 0] + counts[label, 1] + counts[label, 2], counts[label, 0], counts[label, 1], counts[label, 2])),
        ];
    }
}
