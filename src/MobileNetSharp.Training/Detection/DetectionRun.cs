using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Detection;

namespace MobileNetSharp.Training.Detection;

/// <summary>Runs that train a detector.</summary>
public static class DetectionRun
{
    /// <summary>The run in a folder; the data set is found where it was, and read as it was, unless it is given. Throws a <see cref="TrainingException"/> where there is no run.</summary>
    public static TrainingRun<AnnotatedBoxes, DetectionResult> Open(string folder, DetectionDataset? dataset = null)
    {
        dataset ??= DetectionDataset.Open(TrainingRun.DataOf(folder), TrainingRun.AnnotationsOf(folder));
        return TrainingRun.Open(folder, new DetectionTask(dataset.ClassNames), dataset);
    }
}
