using MobileNetSharp.Classification;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>The demo of classification: one shape or texture in each image.</summary>
sealed class ClassifyDemo(DemoOptions options) : DemoRun<int, ClassificationResult>(options)
{
    const int Size = 64, ValidationCount = 1000, TestCount = 1000, Shown = 5;

    protected override string Next => $"classify {RunFolder.Quoted(Path.Combine(Folder, "images"))} --model {RunFolder.Quoted(Folder)}";

    protected override Dataset<int> Images(Recipe recipe) => Drawn(recipe, 0, TrainCount(recipe) + ValidationCount + TestCount);

    protected override DatasetSplits<int> Splits(Recipe recipe)
    {
        var count = TrainCount(recipe);
        return new(Drawn(recipe, 0, count), Drawn(recipe, count, ValidationCount), Drawn(recipe, count + ValidationCount, TestCount));
    }

    protected override TrainingTask<int, ClassificationResult> TaskOf(Dataset<int> images) => new ClassificationTask(images.Strata);

    protected override Model Start(Recipe recipe, TrainingTask<int, ClassificationResult> task) => StartingModel.FromScratch(DemoNetwork.Build(), recipe, task);

    protected override void Print(TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, bool json, CancellationToken cancellationToken)
    {
        var document = Results(run, result, cancellationToken);
        if (json)
            CliJson.Print(document);
        else
            DemoText.Print(document);
    }

    static ShapesDataset Drawn(Recipe recipe, int first, int count) => new(count, (ulong)recipe.Seed, Size, first);

    /// <summary>The results: accuracy on both sets of images, files, and the classes of a few images.</summary>
    DemoDocument Results(TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, CancellationToken cancellationToken)
    {
        using var model = ModelFile.Load(run.ModelPath);
        var unseen = run.Splits.Test!;
        var comparison = Compare(model, unseen, cancellationToken);
        List<TrainExport> exports = [.. Export(run, cancellationToken).Select(TrainExport.Of)];
        return new DemoDocument(
            Folder, AsGiven(run.ModelPath), new FileInfo(run.ModelPath).Length, AsGiven(run.ReportPath), TrainBest.Of(result),
            Accuracy(result.Validation), Accuracy(comparison.First), comparison.Agreements, [.. exports.Select(export => export with { Path = AsGiven(export.Path) })],
            Classify(model, unseen, cancellationToken), result.History.Length, Math.Round(result.Duration.TotalSeconds, 1), PeakRssBytes);
    }

    static DemoAccuracy Accuracy(ClassificationResult result) => new(result.Top1, result.Top5, result.Images);

    ClassificationComparison Compare(Model model, Dataset<int> unseen, CancellationToken cancellationToken)
    {
        var decoder = new ClassifierDecoder(ClassifierHead.FromModel(model));
        using var engine = new EnginePredictor<ClassProbabilities>(model, decoder, new EngineOptions { Threads = Training.Threads });
        using var torch = new TorchPredictor<ClassProbabilities>(model, decoder, Training);
        var loader = new BatchLoader<int>(
            unseen, Sampler.Sequential(unseen.Count), new LoaderOptions(decoder.InputSize, decoder.Preprocessing) { BatchSize = 16, Workers = Training.Threads });
        return ClassifierEvaluation.Compare(
            engine, torch, loader.Epoch(0, cancellationToken: cancellationToken), unseen, LabelMap.Identity(unseen.Strata), cancellationToken: cancellationToken);
    }

    /// <summary>Writes a few images and classifies them with the engine.</summary>
    List<ClassifyResult> Classify(Model model, Dataset<int> unseen, CancellationToken cancellationToken)
    {
        var images = Directory.CreateDirectory(Path.Combine(Folder, "images")).FullName;
        using var classifier = new ImageClassifier(model, new EngineOptions { Threads = Training.Threads });
        var results = new List<ClassifyResult>();
        for (var i = 0; i < Shown; i++)
        {
            var image = unseen.Load(i);
            var path = Path.Combine(images, $"{unseen.Strata[unseen.TargetOf(i)]}.png");
            image.SavePng(path);
            var best = classifier.Classify([image], 1, cancellationToken)[0].Best;
            results.Add(new ClassifyResult(AsGiven(path), [new ClassifyScore(best.Index, best.Label, Math.Round(best.Probability, 6))]));
        }

        return results;
    }
}
