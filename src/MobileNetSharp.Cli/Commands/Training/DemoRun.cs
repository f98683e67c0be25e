using System.Diagnostics;
using MobileNetSharp.Classification;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
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

/// <summary>Everything from generated images to an exported model.</summary>
sealed class DemoRun(string folder, int threads, bool json, bool quiet)
{
    const int Size = 64, ValidationCount = 1000, TestCount = 1000, Shown = 5;

    static readonly string[] Formats = ["onnx", "tflite"];

    readonly TrainingOptions options = new() { Threads = threads };

    public async Task<int> RunAsync(Recipe recipe, CancellationToken cancellationToken)
    {
        // Ctrl-C works from the first await on.
        var run = await Task.Run(() => TrainingRun.IsIn(folder) ? Continued() : Begun(recipe), CancellationToken.None).ConfigureAwait(false);
        try
        {
            var result = await new TrainingDisplay(quiet, run.Task.Metrics).RunAsync(progress => run.RunAsync(options, progress, cancellationToken)).ConfigureAwait(false);
            var document = Results(run, result, cancellationToken);
            if (json)
                CliJson.Print(document);
            else
                DemoText.Print(document);
        }
        catch (OperationCanceledException)
        {
            Terminal.Line($"Saved. Resume with: mobilenet demo --out {RunFolder.Quoted(folder)}");
            throw;
        }

        if (!quiet)
            Terminal.Line($"Next: mobilenet classify {RunFolder.Quoted(Path.Combine(folder, "images"))} --model {RunFolder.Quoted(folder)}");
        return ExitCode.Done;
    }

    TrainingRun<int, ClassificationResult> Begun(Recipe recipe)
    {
        TorchRuntime.Configure();
        var trainCount = TrainCount(recipe);
        var splits = new DatasetSplits<int>(
            Images(recipe, 0, trainCount), Images(recipe, trainCount, ValidationCount), Images(recipe, trainCount + ValidationCount, TestCount));
        var task = new ClassificationTask(splits.Train.Strata);
        using var start = StartingModel.FromScratch(DemoNetwork.Build(), recipe, task);
        var run = TrainingRun.Create(folder, recipe, task, start, splits, "drawn images");
        Tell($"Drawing images of {splits.Train.Strata.Count} classes: {string.Join(", ", splits.Train.Strata)}");
        Tell($"Training {start.Graph.Name} from random weights on {trainCount} images, each seen once; in {folder}");
        return run;
    }

    TrainingRun<int, ClassificationResult> Continued()
    {
        TorchRuntime.Configure();
        var recipe = TrainingRun.RecipeOf(folder);
        if (recipe.Name != ShippedRecipes.Demo.Name)
            throw new UserException($"{folder}: contains another run; choose another folder with --out.");
        return ClassificationRun.Open(folder, Images(recipe, 0, TrainCount(recipe) + ValidationCount + TestCount));
    }

    static ShapesDataset Images(Recipe recipe, int first, int count) => new(count, (ulong)recipe.Seed, Size, first);

    /// <summary>As many images as the run uses, so that none is used twice.</summary>
    static int TrainCount(Recipe recipe) => recipe.Data.EpochImages * recipe.Phases.Sum(phase => phase.Epochs);

    /// <summary>The results: accuracy on both sets of images, files, and the classes of a few images.</summary>
    DemoDocument Results(TrainingRun<int, ClassificationResult> run, TrainingResult<ClassificationResult> result, CancellationToken cancellationToken)
    {
        using var model = ModelFile.Load(run.ModelPath);
        var unseen = run.Splits.Test!;
        var comparison = Compare(model, unseen, cancellationToken);
        List<TrainExport> exports = [.. Formats.Select(format => TrainExport.Of(run.Export(format, options, cancellationToken)))];
        return new DemoDocument(
            folder, AsGiven(run.ModelPath), new FileInfo(run.ModelPath).Length, AsGiven(run.ReportPath), TrainBest.Of(result),
            Accuracy(result.Validation), Accuracy(comparison.First), comparison.Agreements, [.. exports.Select(export => export with { Path = AsGiven(export.Path) })],
            Classify(model, unseen, cancellationToken), result.History.Length, Math.Round(result.Duration.TotalSeconds, 1), Process.GetCurrentProcess().PeakWorkingSet64);
    }

    static DemoAccuracy Accuracy(ClassificationResult result) => new(result.Top1, result.Top5, result.Images);

    ClassificationComparison Compare(Model model, Dataset<int> unseen, CancellationToken cancellationToken)
    {
        var decoder = new ClassifierDecoder(ClassifierHead.FromModel(model));
        using var engine = new EnginePredictor<ClassProbabilities>(model, decoder, new EngineOptions { Threads = threads });
        using var torch = new TorchPredictor<ClassProbabilities>(model, decoder, new TrainingOptions { Threads = threads });
        var loader = new BatchLoader<int>(
            unseen, Sampler.Sequential(unseen.Count), new LoaderOptions(decoder.InputSize, decoder.Preprocessing) { BatchSize = 16, Workers = threads });
        return ClassifierEvaluation.Compare(
            engine, torch, loader.Epoch(0, cancellationToken: cancellationToken), unseen, LabelMap.Identity(unseen.Strata), cancellationToken: cancellationToken);
    }

    /// <summary>Writes a few images and classifies them with the engine.</summary>
    List<ClassifyResult> Classify(Model model, Dataset<int> unseen, CancellationToken cancellationToken)
    {
        var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        using var classifier = new ImageClassifier(model, new EngineOptions { Threads = threads });
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

    /// <summary>A path in the run folder, relative if the folder was.</summary>
    string AsGiven(string path) => Path.Combine(folder, Path.GetRelativePath(folder, path));

    void Tell(string line)
    {
        if (!quiet)
            Terminal.Text(line);
    }
}
