using System.Diagnostics;
using System.Globalization;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Vision;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The whole way from nothing to an exported model, on pictures that are drawn here.</summary>
sealed class DemoRun(string folder, int threads, bool quiet)
{
    const int Size = 64, TrainCount = 6400, ValidationCount = 320, UnseenCount = 800, Shown = 5;

    readonly Stopwatch watch = Stopwatch.StartNew();

    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var splits = new DatasetSplits(
            new ShapesDataset(TrainCount, size: Size),
            new ShapesDataset(ValidationCount, size: Size, first: TrainCount),
            new ShapesDataset(UnseenCount, size: Size, first: TrainCount + ValidationCount));
        Tell($"1. Pictures: {TrainCount} drawn ones of {splits.Train.ClassNames.Count} classes ({string.Join(", ", splits.Train.ClassNames)}), {UnseenCount} kept unseen.");
        var recipe = ShippedRecipes.Demo;
        using var start = StartingModel.FromScratch(DemoNetwork.Build(), recipe, splits.Train.ClassNames);
        var run = TrainingRun.Create(folder, recipe, start, splits, "drawn pictures");
        var options = new TrainingOptions { Threads = threads };
        Tell($"2. Training {start.Graph.Name} from random weights.");
        await new TrainingDisplay(quiet).RunAsync(progress => Task.Run(() => run.Execute(options, progress, cancellation), CancellationToken.None)).ConfigureAwait(false);

        using var model = ModelFile.Load(run.ModelPath);
        var comparison = Compare(model, splits.Test!, cancellation);
        Console.Out.WriteLine($"3. On {UnseenCount} unseen pictures top-1 is {Figures.Percent(comparison.First.Top1)}; engine and Torch agree on {comparison.SameTop1} of {UnseenCount}.");
        foreach (var format in new[] { "onnx", "tflite" })
        {
            var export = run.Export(format, options, cancellation);
            Console.Out.WriteLine($"4. {export.Path}: {Figures.Megabytes(export.SizeBytes)}, read back: agrees on {export.Comparison.SameTop1} of {export.Comparison.First.Images} pictures.");
        }

        Classify(model, splits.Test!, cancellation);
        Console.Out.WriteLine($"The report: {run.ReportPath}");
        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{watch.Elapsed.TotalSeconds:F0} s, at most {Process.GetCurrentProcess().PeakWorkingSet64 / 1e6:F0} MB of memory."));
        return ExitCode.Done;
    }

    Comparison Compare(Model model, ImageDataset unseen, CancellationToken cancellation)
    {
        using var engine = new EnginePredictor(model, new EngineOptions { Threads = threads });
        using var torch = new TorchPredictor(model, new TrainingOptions { Threads = threads });
        var loader = new BatchLoader(
            unseen, Sampler.Sequential(unseen.Count), new LoaderOptions(engine.InputSize, engine.Preprocessing) { BatchSize = 16, Workers = threads });
        return ClassifierEvaluation.Compare(
            engine, torch, loader.Epoch(0, cancellation: cancellation), unseen, LabelMap.Identity(unseen.ClassNames), cancellation: cancellation);
    }

    /// <summary>A few pictures as files, and what the engine says of them.</summary>
    void Classify(Model model, ImageDataset unseen, CancellationToken cancellation)
    {
        var pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
        using var classifier = new ImageClassifier(model, new EngineOptions { Threads = threads });
        for (var i = 0; i < Shown; i++)
        {
            var image = unseen.Load(i);
            var path = Path.Combine(pictures, $"{i + 1}.png");
            image.SavePng(path);
            var best = classifier.Classify([image], 1, cancellation)[0].Best;
            Console.Out.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"5. {path} shows '{best.Label}' ({100 * best.Probability:F1} %); it was drawn as '{unseen.ClassNames[unseen.LabelOf(i)]}'."));
        }
    }

    void Tell(string line)
    {
        if (!quiet)
            Terminal.Line(line);
    }
}
