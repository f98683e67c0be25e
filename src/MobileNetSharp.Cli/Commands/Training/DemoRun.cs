using System.Diagnostics;
using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>Everything from generated images to an exported model, for one task.</summary>
abstract class DemoRun<TTarget, TResult>(DemoOptions options)
    where TResult : EvaluationResult
{
    static readonly string[] Formats = ["onnx", "tflite"];

    protected string Folder => options.Folder;

    protected TrainingOptions Training { get; } = new() { Threads = options.Threads };

    public async Task<int> RunAsync(Recipe recipe, CancellationToken cancellationToken)
    {
        // Ctrl-C works from the first await on.
        var run = await Task.Run(() => TrainingRun.IsIn(Folder) ? Continued(recipe.Name) : Begun(recipe), CancellationToken.None).ConfigureAwait(false);
        try
        {
            var result = await new TrainingDisplay(options.Quiet, run.Task.Metrics).RunAsync(progress => run.RunAsync(Training, progress, cancellationToken)).ConfigureAwait(false);
            Print(run, result, options.Json, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Terminal.Line($"Saved. Resume with: mobilenet demo --out {RunFolder.Quoted(Folder)}");
            throw;
        }

        if (!options.Quiet)
            Terminal.Line($"Next: mobilenet {Next}");
        return ExitCode.Done;
    }

    /// <summary>What to type afterwards.</summary>
    protected abstract string Next { get; }

    /// <summary>All images from which the run takes those to learn from, to validate and perhaps to test with.</summary>
    protected abstract Dataset<TTarget> Images(Recipe recipe);

    protected abstract DatasetSplits<TTarget> Splits(Recipe recipe);

    protected abstract TrainingTask<TTarget, TResult> TaskOf(Dataset<TTarget> images);

    protected abstract Model Start(Recipe recipe, TrainingTask<TTarget, TResult> task);

    /// <summary>Measures, exports and tries the finished model, and prints all that.</summary>
    protected abstract void Print(TrainingRun<TTarget, TResult> run, TrainingResult<TResult> result, bool json, CancellationToken cancellationToken);

    /// <summary>As many images as the run uses, so that none is used twice.</summary>
    protected static int TrainCount(Recipe recipe) => recipe.Data.EpochImages * recipe.Phases.Sum(phase => phase.Epochs);

    protected IEnumerable<ExportResult> Export(TrainingRun<TTarget, TResult> run, CancellationToken cancellationToken) =>
        Formats.Select(format => run.Export(format, Training, cancellationToken));

    /// <summary>A path in the run folder, relative if the folder was.</summary>
    protected string AsGiven(string path) => Path.Combine(Folder, Path.GetRelativePath(Folder, path));

    protected static long PeakRssBytes => Process.GetCurrentProcess().PeakWorkingSet64;

    TrainingRun<TTarget, TResult> Begun(Recipe recipe)
    {
        TorchRuntime.Configure();
        var splits = Splits(recipe);
        var task = TaskOf(splits.Train);
        using var start = Start(recipe, task);
        var run = TrainingRun.Create(Folder, recipe, task, start, splits, "drawn images");
        if (!options.Quiet)
        {
            var classes = start.Card.Labels;
            Terminal.Text($"Drawing images of {classes.Length} classes: {string.Join(", ", classes)}");
            Terminal.Text($"Training {start.Graph.Name} from random weights on {splits.Train.Count} images, each seen once; in {Folder}");
        }

        return run;
    }

    TrainingRun<TTarget, TResult> Continued(string name)
    {
        TorchRuntime.Configure();
        var recipe = TrainingRun.RecipeOf(Folder);
        if (recipe.Name != name)
            throw new UserException($"{Folder}: contains another run; choose another folder with --out.");
        var images = Images(recipe);
        return TrainingRun.Open(Folder, TaskOf(images), images);
    }
}
