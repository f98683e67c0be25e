using MobileNetSharp.Datasets.Checking;

namespace MobileNetSharp.Datasets.Detection;

/// <summary>Looks over images with boxes before time is spent on them: files, images, boxes, classes, and the sizes of the objects in a network's input.</summary>
public static class DetectionCheck
{
    /// <summary>Checks a folder of images and annotations, or an annotation file. Annotation files that cannot be read are findings.</summary>
    /// <param name="path">The folder or file.</param>
    /// <param name="options">How it is read, and what counts as wrong.</param>
    /// <param name="progress">Receives the part that is done, 0 … 1.</param>
    /// <param name="cancellationToken">Stops between two images.</param>
    /// <exception cref="DatasetException">There are no annotations, several formats fit, or no image is found.</exception>
    /// <exception cref="OperationCanceledException">Canceled.</exception>
    public static DetectionCheckReport Run(string path, DetectionCheckOptions? options = null, IProgress<double>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new();
        var dataset = DetectionDataset.Open(path, options.Annotations with { SkipsUnreadable = true });
        var facts = ImageFacts.Inspect([.. dataset.Annotations.Images.Select(image => image.Source)], options.Images.Threads, progress, cancellationToken);
        var classes = Classes(dataset);
        var sizes = AnchorFit.Measure(dataset, options.Anchors ?? DetectionCheckOptions.AnchorsOf(options.InputSize), options.InputSize, options.Preprocessing);
        DataCheckFinding[] findings =
        [
            .. dataset.Findings,
            .. ImageFindings.Find(dataset, facts, [], options.Images),
            .. ObjectFindings.Find(dataset),
            .. ObjectFindings.OfSizes(dataset, sizes, options),
            .. ObjectClassFindings.Find(dataset, classes, options),
            .. DuplicateFindings.Find(
                dataset, [.. facts.Where(fact => fact.Error is null)], (one, other) => ObjectFindings.Differ(dataset.TargetOf(one), dataset.TargetOf(other)),
                (BoxFindingKind.AnnotatedDifferently, "equal files with different boxes", "The network cannot learn both: keep the right one of each.")),
        ];
        return new(path, dataset, classes, [.. findings.OrderBy(finding => finding.Severity)]) { Sizes = sizes };
    }

    static CheckedObjects[] Classes(DetectionFiles dataset)
    {
        var (objects, images) = (new int[dataset.ClassNames.Count, 3], new int[dataset.ClassNames.Count]);
        for (var index = 0; index < dataset.Count; index++)
        {
            var boxes = dataset.TargetOf(index).Boxes.Where(box => !box.IsCrowd).ToArray();
            foreach (var box in boxes)
                objects[box.Class, (int)(dataset.SplitOf(index) ?? Split.Train)]++;
            foreach (var shown in boxes.Select(box => box.Class).Distinct())
                images[shown]++;
        }

        return
        [
            .. dataset.ClassNames.Select((name, i) => new CheckedObjects(
                i, name, objects[i, 0] + objects[i, 1] + objects[i, 2], images[i], objects[i, (int)Split.Train], objects[i, (int)Split.Validation], objects[i, (int)Split.Test])),
        ];
    }
}
