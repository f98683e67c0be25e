using System.Diagnostics;
using System.Globalization;
using MobileNetSharp.Classification;
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
sealed class DemoRun(string folder, int threads, bool quiet)
{
    const int Size = 64, ValidationCount = 1000, UnseenCount = 1000, Shown = 5;

    readonly Stopwatch watch = Stopwatch.StartNew();
    readonly TrainingOptions options = new() { Threads = threads };

    public async Task<int> RunAsync(Recipe recipe, CancellationToken cancellationToken)
    {
        // Ctrl-C works from the first await on.
        var run = await Task.Run(() => TrainingRun.IsIn(folder) ? Continued() : Begun(recipe), CancellationToken.None).ConfigureAwait(false);
        try
        {
            await new TrainingDisplay(quiet, run.Task.Metrics).RunAsync(progress => run.RunAsync(options, progress, cancellationToken)).ConfigureAwait(false);
            Show(run, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Terminal.Line($"Saved. Resume with: mobilenet demo --out {RunFolder.Quoted(folder)}");
            throw;
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Done in {watch.Elapsed.TotalSeconds:F0} s, peak memory {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB."));
        return ExitCode.Done;
    }

    TrainingRun<int, ClassificationResult> Begun(Recipe recipe)
    {
        TorchRuntime.Configure();
        var trainCount = TrainCount(recipe);
        var splits = new DatasetSplits<int>(
            Images(recipe, 0, trainCount), Images(recipe, trainCount, ValidationCount), Images(recipe, trainCount + ValidationCount, UnseenCount));
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
        Tell($"Resuming the run in {folder}");
        return ClassificationRun.Open(folder, Images(recipe, 0, TrainCount(recipe) + ValidationCount + UnseenCount));
    }

    static ShapesDataset Images(Recipe recipe, int first, int count) => new(count, (ulong)recipe.Seed, Size, first);

    /// <summary>As many images as the run uses, so that none is used twice.</summary>
    static int TrainCount(Recipe recipe) => recipe.Data.EpochImages * recipe.Phases.Sum(phase => phase.Epochs);

    /// <summary>Prints the results: accuracy, files, and the classes of a few images.</summary>
    void Show(TrainingRun<int, ClassificationResult> run, CancellationToken cancellationToken)
    {
        using var model = ModelFile.Load(run.ModelPath);
        var unseen = run.Splits.Test!;
        var comparison = Compare(model, unseen, cancellationToken);
        Console.Out.WriteLine($"Top-1 on {unseen.Count} unseen images: {Figures.Percent(comparison.First.Top1)}; engine and Torch agree on {comparison.Agreements} of them.");
        Console.Out.WriteLine($"Model:   {AsGiven(run.ModelPath)}, {Figures.Megabytes(new FileInfo(run.ModelPath).Length)}");
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var export = run.Export(format, options, cancellationToken);
            Console.Out.WriteLine($"         {AsGiven(export.Path)}, {Figures.Megabytes(export.SizeBytes)}; read back, it agrees on {export.Comparison.Agreements} of {export.Comparison.Images} images");
        }

        Console.Out.WriteLine($"Report:  {AsGiven(run.ReportPath)}");
        Classify(model, unseen, cancellationToken);
    }

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
    void Classify(Model model, Dataset<int> unseen, CancellationToken cancellationToken)
    {
        var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        using var classifier = new ImageClassifier(model, new EngineOptions { Threads = threads });
        for (var i = 0; i < Shown; i++)
        {
            var image = unseen.Load(i);
            var drawn = unseen.Strata[unseen.TargetOf(i)];
            var path = Path.Combine(images, $"{drawn}.png");
            image.SavePng(path);
            var best = classifier.Classify([image], 1, cancellationToken)[0].Best;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{AsGiven(path)}: {best.Label} ({100 * best.Probability:F1} %)"));
        }

        Console.Out.WriteLine($"Try it: mobilenet classify {RunFolder.Quoted(Path.Combine(folder, "images"))} --model {RunFolder.Quoted(Path.Combine(folder, "model.safetensors"))}");
    }

    /// <summary>A path in the run folder, relative if the folder was.</summary>
    string AsGiven(string path) => Path.Combine(folder, Path.GetRelativePath(folder, path));

    void Tell(string line)
    {
        if (!quiet)
            Terminal.Line(line);
    }
}
