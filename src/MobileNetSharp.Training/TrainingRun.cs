using System.Runtime.InteropServices;
using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Files;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Export;
using MobileNetSharp.Training.Native;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>
/// A training run in its own folder, which holds everything to resume it: recipe, split, checkpoints; and the results: metrics,
/// report, model. A run that was stopped for any reason resumes from its last checkpoint as if it never had been.
/// </summary>
public sealed class TrainingRun<TTarget, TResult>
    where TResult : EvaluationResult
{
    readonly RunFiles files;
    readonly RunRecord record;

    internal TrainingRun(RunFiles files, RunRecord record, Recipe recipe, TrainingTask<TTarget, TResult> task, DatasetSplits<TTarget> splits) =>
        (this.files, this.record, Recipe, Task, Splits) = (files, record, recipe, task, splits);

    /// <summary>The run's folder.</summary>
    public string Folder => files.Folder;

    /// <summary>How it trains.</summary>
    public Recipe Recipe { get; }

    /// <summary>What is learned.</summary>
    public TrainingTask<TTarget, TResult> Task { get; }

    /// <summary>With which images.</summary>
    public DatasetSplits<TTarget> Splits { get; }

    /// <summary>The finished model.</summary>
    public string ModelPath => files.Model;

    /// <summary>The finished report.</summary>
    public string ReportPath => files.Report;

    /// <summary>
    /// Trains from the last checkpoint to the end, then writes model and report. Where another run of this process is under way,
    /// it waits, which progress reports. Canceled, it saves and throws <see cref="OperationCanceledException"/>; a <see cref="TrainingException"/> says what else stopped it.
    /// </summary>
    public async Task<TrainingResult<TResult>> RunAsync(
        TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        options ??= new TrainingOptions();
        TorchDevice.RequireLibrary(options.Device);
        using var turn = await RunGate.EnterAsync(
            options.BesideOthers, () => progress?.Report(TrainingProgress.FromNote("waiting for another run of this process to end")), cancellationToken).ConfigureAwait(false);
        return await System.Threading.Tasks.Task.Factory.StartNew(
            () => NativeHeap.Run(() => RunPhases(options, progress, cancellationToken)),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }

    /// <summary>Writes the finished model beside itself in another format, reads it back and compares both on the validation images.</summary>
    /// <param name="format"><c>onnx</c> or <c>tflite</c>; for a detector also <c>onnx-nms</c> or <c>tflite-nms</c>, with non-maximum suppression in the file.</param>
    /// <param name="options">How many threads compare.</param>
    /// <param name="cancellationToken">Stops the comparison.</param>
    public ExportResult Export(string format, TrainingOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TrainingOptions();
        using var model = ModelFile.Load(ModelPath);
        return RunExport.Write(
            Task, model, ModelPath, format, ModelValidation.Images(Splits.Validation, model, Recipe, options),
            new EngineOptions { Threads = options.Threads }, cancellationToken);
    }

    TrainingResult<TResult> RunPhases(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var folder = files.Lock();
        torch.set_num_threads(options.Threads);
        var checkpoint = Checkpoint.Load(files.Last);
        checkpoint.CheckFits(record.Network, Recipe, Task.Mismatch(checkpoint.Card), Task.IsHead, files.Last);
        if (ResumePoint.Describe(checkpoint.State, Recipe) is { } point)
            progress?.Report(TrainingProgress.FromNote(point));
        using var metrics = new MetricsLog(files, Task.Metrics, checkpoint.State.History);
        try
        {
            while (checkpoint.State.Phase < Recipe.Phases.Length)
                checkpoint = RunPhase(checkpoint, metrics, options, progress, cancellationToken);
            var dataName = Path.GetFileName(Path.TrimEndingDirectorySeparator(record.Data));
            return new RunFinish<TTarget, TResult>(files, Recipe, Task, Splits, options, dataName).Write(checkpoint, cancellationToken);
        }
        catch (ExternalException e)
        {
            throw TorchFailure.Of(e);
        }
        catch (NonFiniteWeightException e)
        {
            throw new TrainingException(e.Message, e);
        }
        catch (DatasetException e) when (e.Image is { } image)
        {
            throw new TrainingException($"{e.Message.TrimEnd('.')}. Get the image again and resume the run, or begin a new one with data.skipsBroken, which leaves such images out.", e)
            {
                Failure = TrainingFailure.UnreadableImage,
                Folder = Folder,
                Images = [image.Name],
            };
        }
    }

    /// <summary>Runs a phase to its end; returns the beginning of the next, with the best weights so far.</summary>
    Checkpoint RunPhase(Checkpoint checkpoint, MetricsLog metrics, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var session = new TrainingSession<TTarget, TResult>(files, Recipe, Task, Splits, options, checkpoint);
        metrics.WriteTable();
        using (var phase = new PhaseTraining<TTarget, TResult>(session, progress, cancellationToken))
        {
            while (!phase.IsDone)
            {
                phase.RunEpoch(progress, cancellationToken);
                metrics.Add(session.State.History[^1]);
            }

            if (phase.EarlyEnd is { } reason)
                progress?.Report(TrainingProgress.FromNote(reason));
        }

        var next = session.State with { Phase = session.State.Phase + 1, Epoch = 0, EpochsWithoutGain = 0, OptimizerSteps = 0, Seconds = session.Seconds };
        var best = File.Exists(files.Best) ? BestWeights(next) : session.Network.ToWeights();
        checkpoint = new Checkpoint(session.Graph, session.Card, next) { Weights = best, Averages = Checkpoint.Nothing, Optimizer = Checkpoint.Nothing };
        checkpoint.Save(files.Last);
        return checkpoint;
    }

    /// <summary>The best weights so far, in memory: the file, were it mapped, could not be replaced on Windows.</summary>
    WeightSet BestWeights(TrainingState state)
    {
        using var stream = File.OpenRead(files.Best);
        var weights = ModelFile.Load(stream, ModelFormat.Safetensors).Weights;
        return state.BestSha256 is null || state.BestSha256 == CheckpointChecksum.Compute([], weights)
            ? weights
            : throw new TrainingException($"{files.Best}: this file is damaged: its weights do not have their SHA-256; begin a new run.") { Failure = TrainingFailure.NoRun };
    }
}

/// <summary>Begins and opens runs.</summary>
public static class TrainingRun
{
    /// <summary>Whether there is a run in a folder, finished or not.</summary>
    public static bool IsIn(string folder) => new RunFiles(folder) is { } files && File.Exists(files.Record) && File.Exists(files.Last);

    /// <summary>Whether a run was recorded in a folder, but its process ended before the first checkpoint: nothing is lost if it is begun again, by its recipe.</summary>
    public static bool IsRecordedOnly(string folder) => new RunFiles(folder) is { } files && File.Exists(files.Record) && File.Exists(files.Recipe) && !File.Exists(files.Last);

    /// <summary>The recipe of the run in a folder.</summary>
    public static Recipe RecipeOf(string folder)
    {
        var path = new RunFiles(folder).Recipe;
        return RecipeJson.Parse(BoundedFile.ReadText(path), path);
    }

    /// <summary>The data set's folder or file of the run in a folder. Throws a <see cref="TrainingException"/> where there is no run, or its images are gone or were generated.</summary>
    public static string DataOf(string folder)
    {
        var data = RunRecord.Load(Existing(folder).Record).Data;
        return Path.Exists(data) ? data : throw (Path.IsPathFullyQualified(data)
            ? new TrainingException($"{data}: the images of the run are no longer there; say where they are now.") { Failure = TrainingFailure.ImagesMoved, Folder = folder }
            : new TrainingException($"The run is of {data}, which are not files; they must be generated again.") { Failure = TrainingFailure.ImagesGenerated, Folder = folder });
    }

    /// <summary>How the annotation files of the run in a folder were read, for reading them again; null where its images have none. Throws a <see cref="TrainingException"/> where there is no run.</summary>
    public static AnnotationOptions? AnnotationsOf(string folder) => RunRecord.Load(Existing(folder).Record).Annotations;

    /// <summary>Begins a run of a network that has the task's head (<see cref="StartingModel"/> makes it). Throws a <see cref="TrainingException"/> where the folder holds a run, or the task cannot follow the recipe.</summary>
    /// <param name="folder">Where the run lives; made if it is not there.</param>
    /// <param name="recipe">How to train.</param>
    /// <param name="task">What is learned.</param>
    /// <param name="start">The network with the weights that it begins with.</param>
    /// <param name="splits">With which images.</param>
    /// <param name="dataPath">Where the images are, for <see cref="DataOf"/>; or what they are, where they are not files.</param>
    public static TrainingRun<TTarget, TResult> Create<TTarget, TResult>(
        string folder, Recipe recipe, TrainingTask<TTarget, TResult> task, Model start, DatasetSplits<TTarget> splits, string dataPath)
        where TResult : EvaluationResult
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(splits);
        Check(recipe, task);
        task.Check(splits);
        foreach (var phase in recipe.Phases)
            TrainedLayers.Of(start.Graph, phase, task.IsHead);
        var files = new RunFiles(folder);
        using var alone = files.Create(dataPath);
        RunFiles.Write(files.Recipe, RecipeJson.ToJson(recipe));
        RunFiles.Write(files.Split, splits.ToJson());
        var record = new RunRecord(Path.Exists(dataPath) ? Path.GetFullPath(dataPath) : dataPath, start.Graph.Name) { Annotations = splits.Train.AnnotationOptions };
        record.Save(files.Record);
        new Checkpoint(start.Graph, start.Card, new TrainingState())
        {
            Weights = start.Weights,
            Averages = Checkpoint.Nothing,
            Optimizer = Checkpoint.Nothing,
        }.Save(files.Last);
        return new TrainingRun<TTarget, TResult>(files, record, recipe, task, splits);
    }

    /// <summary>The run in a folder, on the data set that it was begun with. Throws a <see cref="TrainingException"/> where there is none.</summary>
    public static TrainingRun<TTarget, TResult> Open<TTarget, TResult>(string folder, TrainingTask<TTarget, TResult> task, Dataset<TTarget> dataset)
        where TResult : EvaluationResult
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(dataset);
        var files = Existing(folder);
        var recipe = RecipeOf(folder);
        Check(recipe, task);
        return new TrainingRun<TTarget, TResult>(
            files, RunRecord.Load(files.Record), recipe, task, DatasetSplits.FromJson(BoundedFile.ReadText(files.Split, BoundedFile.MaximumListBytes), dataset));
    }

    static void Check<TTarget, TResult>(Recipe recipe, TrainingTask<TTarget, TResult> task)
        where TResult : EvaluationResult
    {
        if (RecipeRules.Broken(recipe) is var (field, broken))
            throw RecipeJson.Fault($"{recipe.Name}: {broken}.", field);
        if (task.Fault(recipe) is { } fault)
            throw RecipeJson.Fault($"{recipe.Name}: {fault}.");
        if (MetricNames.Choose(task.Metrics, task.MainMetric, recipe) is null)
        {
            throw RecipeJson.Fault(
                $"{recipe.Name}: 'earlyStopping.metric' must be {string.Join(" or ", task.Metrics.Select(metric => metric.Name))}, is '{recipe.EarlyStopping.Metric}'.",
                "earlyStopping.metric");
        }
    }

    static RunFiles Existing(string folder)
    {
        var files = new RunFiles(folder);
        return File.Exists(files.Record) && File.Exists(files.Recipe) && File.Exists(files.Split)
            ? files
            : throw new TrainingException($"{folder}: there is no run here; a run folder holds recipe.json, split.json and checkpoints.") { Failure = TrainingFailure.NoRun, Folder = folder };
    }
}
