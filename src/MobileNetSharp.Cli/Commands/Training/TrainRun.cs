using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>Starts or resumes a run, shows its progress, and prints the result.</summary>
abstract class TrainRun<TTarget, TResult>(TrainTask kind, TrainOptions options)
    where TResult : EvaluationResult
{
    protected TrainOptions Options => options;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (options.Print)
        {
            RecipeText.Print(Recipe(), options.Json);
            return ExitCode.Done;
        }

        TorchRuntime.Configure(new TorchSettings { LibtorchFolder = options.Libtorch });
        TorchDevice.Check(options.Training.Device); // a missing device is reported before a folder is created
        var run = options.Resume switch
        {
            null => await CreateAsync(Recipe(), options.Data!, options.Output, cancellationToken).ConfigureAwait(false),
            { } folder when TrainingRun.IsRecordedOnly(folder) => await BeginAgainAsync(folder, cancellationToken).ConfigureAwait(false),
            { } folder => Open(folder),
        };
        var display = new TrainingDisplay(options.Quiet, run.Task.Metrics);
        TrainingResult<TResult> result;
        try
        {
            result = await display.RunAsync(progress => run.RunAsync(options.Training, progress, cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Terminal.Line($"Saved. Resume with: mobilenet train {kind.Verb} --resume {RunFolder.Quoted(run.Folder)}");
            throw;
        }

        var exports = options.Export.Select(format => run.Export(format, options.Training, cancellationToken)).ToArray();
        Print(run, result, exports);
        return ExitCode.Done;
    }

    /// <summary>Reads the data set, and tells what is to be known of it.</summary>
    /// <param name="data">Its folder or file.</param>
    /// <param name="resumed">The folder of the run that is resumed; null for a new one.</param>
    /// <param name="tells">Whether findings are printed.</param>
    protected abstract Dataset<TTarget> OpenData(string data, string? resumed, bool tells);

    /// <summary>What is learned.</summary>
    /// <param name="images">The images to learn from; those of a run that is resumed, all of them.</param>
    protected abstract TrainingTask<TTarget, TResult> TaskOf(Dataset<TTarget> images);

    /// <summary>What the split shows, and what the model that is begun with is too small for, a line each.</summary>
    protected virtual IEnumerable<string> Notes(DatasetSplits<TTarget> splits, Model start) => [];

    /// <summary>What the network to begin with shows, a line each.</summary>
    /// <param name="model">The trained model that it was made from, if any.</param>
    /// <param name="start">The network.</param>
    /// <param name="task">What is learned.</param>
    protected virtual IEnumerable<string> Describe(Model? model, Model start, TrainingTask<TTarget, TResult> task) => [];

    protected abstract void Print(TrainingRun<TTarget, TResult> run, TrainingResult<TResult> result, IReadOnlyList<ExportResult> exports);

    TrainingRun<TTarget, TResult> Open(string folder)
    {
        if (TrainingRun.IsIn(folder) && TrainTask.Of(TrainingRun.RecipeOf(folder)) is var other && other != kind)
            throw new UserException($"{folder}: is a run of another task; resume it with: mobilenet train {other.Verb} --resume {RunFolder.Quoted(folder)}");
        var images = OpenData(options.Data ?? TrainingRun.DataOf(folder), folder, tells: false);
        var task = TaskOf(images);
        var run = TrainingRun.Open(folder, task, images);
        if (!options.Quiet)
        {
            Terminal.Text($"{run.Recipe.Name}: {task.Describe(run.Splits.Train)}, {run.Splits.Validation.Count} for validation");
            Terminal.Text($"run folder: {folder}");
        }

        return run;
    }

    /// <summary>A run that ended before its first checkpoint, by the recipe that it recorded.</summary>
    Task<TrainingRun<TTarget, TResult>> BeginAgainAsync(string folder, CancellationToken cancellationToken)
    {
        if (!options.Quiet)
            Terminal.Text($"{folder}: the run ended before its first checkpoint; beginning again by its recipe.");
        return CreateAsync(TrainingRun.RecipeOf(folder), options.Data ?? TrainingRun.DataOf(folder), folder, cancellationToken);
    }

    async Task<TrainingRun<TTarget, TResult>> CreateAsync(Recipe recipe, string data, string? output, CancellationToken cancellationToken)
    {
        var images = OpenData(data, options.Resume, tells: !options.Quiet);
        var splits = DatasetSplits.Create(images, recipe.Data.ValidationFraction, (ulong)recipe.Seed);
        var task = TaskOf(splits.Train);
        var (start, notes) = await StartAsync(recipe, task, cancellationToken).ConfigureAwait(false);
        using var model = start;
        var folder = output ?? RunFolder.Free(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data))));
        var run = TrainingRun.Create(folder, recipe, task, start, splits, data);
        if (!options.Quiet)
        {
            foreach (var note in Notes(splits, start))
                Terminal.Text($"mobilenet: {note}");
            Terminal.Text($"{recipe.Name}: {task.Describe(splits.Train)}, {splits.Validation.Count} for validation");
            Terminal.Text($"{start.Graph.Name}; at most {Figures.Plural(recipe.Phases.Sum(phase => phase.Epochs), "epoch")} in {Figures.Plural(recipe.Phases.Count(phase => phase.Epochs > 0), "phase")}");
            foreach (var note in notes)
                Terminal.Text(note);
            Terminal.Text($"run folder: {folder}");
        }

        return run;
    }

    Recipe Recipe()
    {
        var recipe = ShippedRecipes.Load(options.Recipe);
        recipe = RecipeJson.With(recipe, [.. Shortcuts(recipe), .. options.Set]);
        if (options.Epochs is { } epochs)
            recipe = recipe.WithEpochs(epochs);
        return options.Model is { } model ? recipe with { Network = recipe.Network with { Model = model } } : recipe;
    }

    /// <summary>The fields that options other than <c>--set</c> change.</summary>
    IEnumerable<string> Shortcuts(Recipe recipe)
    {
        if (options.LearningRate is { } rate)
            yield return FormattableString.Invariant($"optimizer.learningRate={rate}");
        if (options.Seed is { } seed)
            yield return FormattableString.Invariant($"seed={seed}");
        if (options.InputSize is { } side)
            yield return FormattableString.Invariant($"detection.inputSize={side}");
        if (options.BatchSize is not { } size)
            yield break;
        yield return FormattableString.Invariant($"data.batchSize={size}");
        for (var i = 0; i < recipe.Phases.Length; i++)
            yield return FormattableString.Invariant($"phases.{i}.batchSize=0");
    }

    async Task<(Model Start, string[] Notes)> StartAsync(Recipe recipe, TrainingTask<TTarget, TResult> task, CancellationToken cancellationToken)
    {
        if (!recipe.Network.Pretrained)
        {
            var random = StartingModel.FromScratch(recipe, task);
            return (random, ["every layer has random weights", .. Describe(null, random, task)]);
        }

        var name = recipe.Network.Model is { Length: > 0 } given ? given : null;
        if (name is not null && ModelSource.IsNetworkOnly(name))
            throw new UserException($"'{name}' is a network without trained weights; train it from random ones with --recipe {kind.ScratchRecipe}, or another recipe with --set network.pretrained=false.");
        using var model = await ModelSource.LoadAsync(
            name, new ReadOptions { Preprocessing = options.Preprocessing }, options.Quiet, cancellationToken).ConfigureAwait(false);
        var start = StartingModel.Pretrained(model, recipe, task);
        return (start, [.. StartingModel.Describe(model, start), .. Describe(model, start, task)]);
    }
}
