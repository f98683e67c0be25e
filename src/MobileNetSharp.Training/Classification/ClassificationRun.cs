using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;

namespace MobileNetSharp.Training.Classification;

/// <summary>Runs that train a classifier.</summary>
public static class ClassificationRun
{
    /// <summary>The run in a folder; the data set is found where it was, unless it is given. Throws a <see cref="TrainingException"/> where there is no run.</summary>
    public static TrainingRun<int, ClassificationResult> Open(string folder, ClassificationDataset? dataset = null)
    {
        dataset ??= ClassificationDataset.Open(TrainingRun.DataOf(folder));
        return TrainingRun.Open(folder, new ClassificationTask(dataset.ClassNames), dataset);
    }
}
