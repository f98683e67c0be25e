using MobileNetSharp.Cli.Output;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Classification;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Commands.Training;

/// <summary>Starts or resumes a run, shows its progress, and prints the result.</summary>
sealed class TrainClassifyRun(TrainClassifyOptions options)
{
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
        TrainingResult<ClassificationResult> result;
        try
        {
            result = await display.RunAsync(progress => run.RunAsync(options.Training, progress, cancellationToken)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            Terminal.Line($"Saved. Resume with: mobilenet train classify --resume {RunFolder.Quoted(run.Folder)}");
            throw;
        }

        var exports = options.Export.Select(format => run.Export(format, options.Training, cancellationToken)).ToArray();
        TrainingReportText.Print(run, result, exports, options.Json, options.Quiet);
        return ExitCode.Done;
    }

    TrainingRun<int, ClassificationResult> Open(string folder)
    {
        var run = ClassificationRun.Open(folder, options.Data is { } moved ? ClassificationDataset.Open(moved) : null);
        if (!options.Quiet)
        {
            Terminal.Text($"{run.Recipe.Name}: {run.Splits.Train.Count} images of {run.Splits.Train.Strata.Count} classes, {run.Splits.Validation.Count} for validation");
            Terminal.Text($"run folder: {folder}");
        }

        return run;
    }

    /// <summary>A run that ended before its first checkpoint, by the recipe that it recorded.</summary>
    Task<TrainingRun<int, ClassificationResult>> BeginAgainAsync(string folder, CancellationToken cancellationToken)
    {
        if (!options.Quiet)
            Terminal.Text($"{folder}: the run ended before its first checkpoint; beginning again by its recipe.");
        return CreateAsync(TrainingRun.RecipeOf(folder), options.Data ?? TrainingRun.DataOf(folder), folder, cancellationToken);
    }

    async Task<TrainingRun<int, ClassificationResult>> CreateAsync(Recipe recipe, string data, string? output, CancellationToken cancellationToken)
    {
        var dataset = ClassificationDataset.Open(data);
        if (!options.Quiet)
            DataNotes.Print(dataset);
        var splits = DatasetSplits.Create(dataset, recipe.Data.ValidationFraction, (ulong)recipe.Seed);
        var task = new ClassificationTask(dataset.ClassNames);
        using var start = await StartAsync(recipe, task, cancellationToken).ConfigureAwait(false);
        var folder = output ?? RunFolder.Free(Path.GetFileNameWithoutExtension(Path.TrimEndingDirectorySeparator(Path.GetFullPath(data))));
        var run = TrainingRun.Create(folder, recipe, task, start, splits, data);
        if (!options.Quiet)
        {
            Terminal.Text($"{recipe.Name}: {splits.Train.Count} images of {dataset.ClassNames.Count} classes, {splits.Validation.Count} for validation");
            Terminal.Text($"{start.Graph.Name}; at most {Figures.Plural(recipe.Phases.Sum(phase => phase.Epochs), "epoch")} in {Figures.Plural(recipe.Phases.Count(phase => phase.Epochs > 0), "phase")}");
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
        if (options.BatchSize is not { } size)
            yield break;
        yield return FormattableString.Invariant($"data.batchSize={size}");
        for (var i = 0; i < recipe.Phases.Length; i++)
            yield return FormattableString.Invariant($"phases.{i}.batchSize=0");
    }

    async Task<Model> StartAsync(Recipe recipe, ClassificationTask task, CancellationToken cancellationToken)
    {
        if (!recipe.Network.Pretrained)
            return StartingModel.FromScratch(recipe, task);
        var name = recipe.Network.Model is { Length: > 0 } given ? given : null;
        using var model = await ModelSource.LoadAsync(
            name, new ReadOptions { Preprocessing = options.Preprocessing }, options.Quiet, cancellationToken).ConfigureAwait(false);
        return StartingModel.Pretrained(model, recipe, task);
    }
}
