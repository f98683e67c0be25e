using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Detection;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>A run that trains a detector.</summary>
sealed class TrainDetectRun(TrainOptions options) : TrainRun<AnnotatedBoxes, DetectionResult>(TrainTask.Detect, options)
{
    /// <summary>Above this share of objects without an anchor, something should be done.</summary>
    static readonly double ManyUnreached = new DetectionCheckOptions().UnreachedShare;

    DetectionFiles? files;

    protected override Dataset<AnnotatedBoxes> OpenData(string data, string? resumed, bool tells)
    {
        var asked = Options.Annotations!;
        var dataset = DetectionDataset.Open(data, resumed is not null && TrainingRun.AnnotationsOf(resumed) is { } recorded ? AnnotationChoice.Resumed(asked, recorded) : asked);
        if (tells)
            DataNotes.Print(dataset);
        files = dataset;
        return dataset;
    }

    protected override TrainingTask<AnnotatedBoxes, DetectionResult> TaskOf(Dataset<AnnotatedBoxes> images) => new DetectionTask(((DetectionDataset)images).ClassNames, (DetectionDataset)images);

    /// <summary>Classes that can only be found, or only be missed; objects for which no anchor is small enough.</summary>
    protected override IEnumerable<string> Notes(DatasetSplits<AnnotatedBoxes> splits, Model start)
    {
        var (train, validation) = ((DetectionDataset)splits.Train, (DetectionDataset)splits.Validation);
        var (learned, measured) = (train.CountByClass(), validation.CountByClass());
        string[] unlearned = [.. train.ClassNames.Where((_, i) => learned[i] == 0)], unmeasured = [.. train.ClassNames.Where((_, i) => learned[i] > 0 && measured[i] == 0)];
        if (unlearned.Length > 0)
            yield return $"no image to learn from has an object of {string.Join(", ", unlearned)}, so that {(unlearned.Length == 1 ? "this class is" : "these classes are")} never found.";
        if (unmeasured.Length > 0)
            yield return $"no image to validate on has an object of {string.Join(", ", unmeasured)}, so that {(unmeasured.Length == 1 ? "this class is" : "these classes are")} not measured.";
        var head = DetectorHead.FromModel(start);
        if (files is not null && AnchorFit.Measure(files, head.Anchors, head.InputSize, head.Preprocessing) is { } sizes && sizes.UnreachedShare > ManyUnreached)
            yield return Invariant($"{Figures.Percent(sizes.UnreachedShare)} of the objects are overlapped by half by no anchor at {sizes.InputSize} (the smallest has {sizes.SmallestAnchor:0} pixels, the median object {sizes.MedianSide:0}) and are hardly learned; a larger --input-size helps, and so do tiles of the images.");
    }

    protected override IEnumerable<string> Describe(Model? model, Model start, TrainingTask<AnnotatedBoxes, DetectionResult> task)
    {
        if (model is not null && DetectionTask.DescribeSuppression(model, start) is { } suppression)
            yield return suppression;
        if (((DetectionTask)task).DescribeAnchors(start) is { } anchors)
            yield return anchors;
    }

    protected override void Print(TrainingRun<AnnotatedBoxes, DetectionResult> run, TrainingResult<DetectionResult> result, IReadOnlyList<ExportResult> exports) =>
        TrainingReportText.Print(run, result, exports, Options.Json, Options.Quiet);
}
