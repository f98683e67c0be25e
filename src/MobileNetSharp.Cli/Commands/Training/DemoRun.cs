using System.Diagnostics;
using System.Globalization;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Cli.Commands;

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
            await new TrainingDisplay(quiet).RunAsync(progress => Task.Run(() => run.Execute(options, progress, cancellationToken), CancellationToken.None)).ConfigureAwait(false);
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

    TrainingRun Begun(Recipe recipe)
    {
        var trainCount = TrainCount(recipe);
        var splits = new DatasetSplits(
            Images(recipe, 0, trainCount), Images(recipe, trainCount, ValidationCount), Images(recipe, trainCount + ValidationCount, UnseenCount));
        using var start = StartingModel.FromScratch(DemoNetwork.Build(), recipe, splits.Train.ClassNames);
        var run = TrainingRun.Create(folder, recipe, start, splits, "drawn images");
        Tell($"Drawing images of {splits.Train.ClassNames.Count} classes: {string.Join(", ", splits.Train.ClassNames)}");
        Tell($"Training {start.Graph.Name} from random weights on {trainCount} images, each seen once; in {folder}");
        return run;
    }

    TrainingRun Continued()
    {
        var recipe = TrainingRun.RecipeOf(folder);
        if (recipe.Name != ShippedRecipes.Demo.Name)
            throw new UserException($"{folder}: contains another run; choose another folder with --out.");
        Tell($"Resuming the run in {folder}");
        return TrainingRun.Open(folder, Images(recipe, 0, TrainCount(recipe) + ValidationCount + UnseenCount));
    }

    static ShapesDataset Images(Recipe recipe, int first, int count) => new(count, (ulong)recipe.Seed, Size, first);

    /// <summary>As many images as the run uses, so that none is used twice.</summary>
    static int TrainCount(Recipe recipe) => recipe.Data.EpochImages * recipe.Phases.Sum(phase => phase.Epochs);

    /// <summary>Prints the results: accuracy, files, and the classes of a few images.</summary>
    void Show(TrainingRun run, CancellationToken cancellationToken)
    {
        using var model = ModelFile.Load(run.ModelPath);
        var unseen = run.Splits.Test!;
        var comparison = Compare(model, unseen, cancellationToken);
        Console.Out.WriteLine($"Top-1 on {unseen.Count} unseen images: {Figures.Percent(comparison.First.Top1)}; engine and Torch agree on {comparison.SameTop1} of them.");
        Console.Out.WriteLine($"Model:   {AsGiven(run.ModelPath)}, {Figures.Megabytes(new FileInfo(run.ModelPath).Length)}");
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var export = run.Export(format, options, cancellationToken);
            Console.Out.WriteLine($"         {AsGiven(export.Path)}, {Figures.Megabytes(export.SizeBytes)}; read back, it agrees on {export.Comparison.SameTop1} of {export.Comparison.First.Images} images");
        }

        Console.Out.WriteLine($"Report:  {AsGiven(run.ReportPath)}");
        Classify(model, unseen, cancellationToken);
    }

    Comparison Compare(Model model, ImageDataset unseen, CancellationToken cancellationToken)
    {
        using var engine = new EnginePredictor(model, new EngineOptions { Threads = threads });
        using var torch = new TorchPredictor(model, new TrainingOptions { Threads = threads });
        var loader = new BatchLoader(
            unseen, Sampler.Sequential(unseen.Count), new LoaderOptions(engine.InputSize, engine.Preprocessing) { BatchSize = 16, Workers = threads });
        return ClassifierEvaluation.Compare(
            engine, torch, loader.Epoch(0, cancellationToken: cancellationToken), unseen, LabelMap.Identity(unseen.ClassNames), cancellationToken: cancellationToken);
    }

    /// <summary>Writes a few images and classifies them with the engine.</summary>
    void Classify(Model model, ImageDataset unseen, CancellationToken cancellationToken)
    {
        var images = Directory.CreateDirectory(Path.Combine(folder, "images")).FullName;
        using var classifier = new ImageClassifier(model, new EngineOptions { Threads = threads });
        for (var i = 0; i < Shown; i++)
        {
            var image = unseen.Load(i);
            var drawn = unseen.ClassNames[unseen.LabelOf(i)];
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
