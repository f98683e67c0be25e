using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Classification;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>A run that trains a classifier.</summary>
sealed class TrainClassifyRun(TrainOptions options) : TrainRun<int, ClassificationResult>(TrainTask.Classify, options)
{
    protected override Dataset<int> OpenData(string data, string? resumed, bool tells)
    {
        var dataset = ClassificationDataset.Open(data);
        if (tells)
            DataNotes.Print(dataset);
        return dataset;
    }

    protected override TrainingTask<int, ClassificationResult> TaskOf(Dataset<int> images) => new ClassificationTask(((ClassificationDataset)images).ClassNames);

    protected override void Print(TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, IReadOnlyList<ExportResult> exports) =>
        TrainingReportText.Print(run, result, exports, Options.Json, Options.Quiet);
}
