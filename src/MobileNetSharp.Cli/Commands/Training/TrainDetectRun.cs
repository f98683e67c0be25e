using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Detection;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>A run that trains a detector.</summary>
sealed class TrainDetectRun(TrainOptions options) : TrainRun<AnnotatedBoxes, DetectionResult>(TrainTask.Detect, options)
{
    protected override (Dataset<AnnotatedBoxes> Images, TrainingTask<AnnotatedBoxes, DetectionResult> Task) OpenData(string data, string? resumed, bool tells)
    {
        var asked = Options.Annotations!;
        var dataset = DetectionDataset.Open(data, resumed is not null && TrainingRun.AnnotationsOf(resumed) is { } recorded ? AnnotationChoice.Resumed(asked, recorded) : asked);
        if (tells)
            DataNotes.Print(dataset);
        return (dataset, new DetectionTask(dataset.ClassNames));
    }

    /// <summary>Classes that can only be found, or only be missed.</summary>
    protected override IEnumerable<string> Notes(DatasetSplits<AnnotatedBoxes> splits)
    {
        var (train, validation) = ((DetectionDataset)splits.Train, (DetectionDataset)splits.Validation);
        var (learned, measured) = (train.CountByClass(), validation.CountByClass());
        string[] unlearned = [.. train.ClassNames.Where((_, i) => learned[i] == 0)], unmeasured = [.. train.ClassNames.Where((_, i) => learned[i] > 0 && measured[i] == 0)];
        if (unlearned.Length > 0)
            yield return $"no image to learn from has an object of {string.Join(", ", unlearned)}, so that {(unlearned.Length == 1 ? "this class is" : "these classes are")} never found.";
        if (unmeasured.Length > 0)
            yield return $"no image to validate on has an object of {string.Join(", ", unmeasured)}, so that {(unmeasured.Length == 1 ? "this class is" : "these classes are")} not measured.";
    }

    protected override void Print(TrainingRun<AnnotatedBoxes, DetectionResult> run, TrainingResult<DetectionResult> result, IReadOnlyList<ExportResult> exports) =>
        TrainingReportText.Print(run, result, exports, Options.Json, Options.Quiet);
}
