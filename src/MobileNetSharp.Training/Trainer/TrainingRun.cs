using System.Runtime.InteropServices;
using MobileNetSharp.Datasets;
using MobileNetSharp.Formats;
using MobileNetSharp.Training.Native;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>
/// A training run in a folder of its own, which holds everything to continue it: recipe, split, checkpoints; and what comes out:
/// metrics, report, model. A run that was stopped, by whatever, goes on from its last checkpoint as if it never had been.
/// </summary>
public sealed class TrainingRun
{
    /// <summary>Torch's random numbers and threads are the process's: two runs at once would not be repeatable.</summary>
    internal static readonly Lock OneAtATime = new();

    readonly RunFiles files;

    readonly RunRecord record;

    TrainingRun(RunFiles files, RunRecord record, Recipe recipe, DatasetSplits splits) => (this.files, this.record, Recipe, Splits) = (files, record, recipe, splits);

    /// <summary>The run's folder.</summary>
    public string Folder => files.Folder;

    /// <summary>What is done.</summary>
    public Recipe Recipe { get; }

    /// <summary>With which images.</summary>
    public DatasetSplits Splits { get; }

    /// <summary>The finished model.</summary>
    public string ModelPath => files.Model;

    /// <summary>The finished report.</summary>
    public string ReportPath => files.Report;

    /// <summary>The recipe of the run in a folder.</summary>
    public static Recipe RecipeOf(string folder)
    {
        var path = new RunFiles(folder).Recipe;
        return RecipeJson.Parse(File.ReadAllText(path), path);
    }

    /// <summary>Begins a run of a network that has the data set's classes (<see cref="StartingModel"/> makes it). Throws a <see cref="TrainingException"/> where the folder holds a run.</summary>
    /// <param name="folder">Where the run lives; made if it is not there.</param>
    /// <param name="recipe">What is done.</param>
    /// <param name="start">The network with the weights that it begins with.</param>
    /// <param name="splits">With which images.</param>
    /// <param name="dataPath">Where the images are, for <see cref="Open"/>; or what they are, where they are no files.</param>
    public static TrainingRun Create(string folder, Recipe recipe, Model start, DatasetSplits splits, string dataPath)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(splits);
        if (RecipeRules.Fault(recipe) is { } fault)
            throw new TrainingException($"{recipe.Name}: {fault}.");
        var files = new RunFiles(folder);
        using var alone = files.Create(dataPath);
        RunFiles.Write(files.Recipe, RecipeJson.ToJson(recipe));
        RunFiles.Write(files.Split, splits.ToJson());
        var record = new RunRecord(Path.Exists(dataPath) ? Path.GetFullPath(dataPath) : dataPath, start.Graph.Name);
        record.Save(files.Record);
        new Checkpoint(start.Graph, start.Card, new TrainingState())
        {
            Weights = start.Weights,
            Averages = Checkpoint.Nothing,
            Optimizer = Checkpoint.Nothing,
        }.Save(files.Last);
        return new TrainingRun(files, record, recipe, splits);
    }

    /// <summary>Whether there is a run in a folder, finished or not.</summary>
    public static bool IsIn(string folder) => new RunFiles(folder) is { } files && File.Exists(files.Record) && File.Exists(files.Last);

    /// <summary>The run in a folder; the data set is found where it was, unless it is given. Throws a <see cref="TrainingException"/> where there is none.</summary>
    public static TrainingRun Open(string folder, ImageDataset? dataset = null)
    {
        var files = new RunFiles(folder);
        if (!File.Exists(files.Record) || !File.Exists(files.Recipe) || !File.Exists(files.Split))
            throw new TrainingException($"{folder}: there is no run here; a run folder holds recipe.json, split.json and checkpoints.");
        var record = RunRecord.Load(files.Record);
        return new TrainingRun(files, record, RecipeOf(folder), DatasetSplits.FromJson(File.ReadAllText(files.Split), dataset ?? record.OpenData()));
    }

    /// <summary>
    /// Trains from the last checkpoint to the end, then writes model and report. Cancelled, it saves and throws
    /// <see cref="OperationCanceledException"/>; a <see cref="TrainingException"/> says what else stopped it.
    /// </summary>
    public TrainingResult Execute(TrainingOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        using var alone = OneAtATime.EnterScope();
        return ExecuteBesideOthers(options ?? new TrainingOptions(), progress, cancellationToken);
    }

    /// <summary>The same for one who holds <see cref="OneAtATime"/> and has several runs at once: all with as many threads, and without dropout, so that none draws Torch's random numbers.</summary>
    internal TrainingResult ExecuteBesideOthers(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        NativeHeap.Run(() => RunPhases(options, progress, cancellationToken));

    TrainingResult RunPhases(TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var folder = files.Lock();
        torch.set_num_threads(options.Threads);
        var checkpoint = Checkpoint.Load(files.Last);
        checkpoint.CheckFits(record.Network, Splits, files.Last);
        try
        {
            while (checkpoint.State.Phase < Recipe.Phases.Length)
                checkpoint = RunPhase(checkpoint, options, progress, cancellationToken);
            return new RunFinish(files, Recipe, Splits, options, Path.GetFileName(Path.TrimEndingDirectorySeparator(record.Data))).Write(checkpoint, cancellationToken);
        }
        catch (ExternalException e)
        {
            throw new TrainingException($"libtorch: {e.Message.Split('\n')[0].TrimEnd('.')}. The last checkpoint is whole. Where memory is short, smaller batches need less (--set data.batchSize=…).", e);
        }
        catch (DatasetException e) when (e.Image is not null)
        {
            throw new TrainingException($"{e.Message.TrimEnd('.')}. Get the image again, then continue with --resume; or begin again with --set data.skipsBroken=true, which leaves such images out.", e);
        }
    }

    /// <summary>Writes the finished model beside itself as <c>onnx</c> or <c>tflite</c>, reads it back and runs both on the validation images.</summary>
    public ExportResult Export(string format, TrainingOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new TrainingOptions();
        using var model = ModelFile.Load(ModelPath);
        return RunExport.Write(model, Path.ChangeExtension(ModelPath, format), Splits.Validation, Judgement.Loading(model.Graph, model.Card, Recipe, options), options.Threads, cancellationToken);
    }

    /// <summary>Runs a phase to its end; returns the beginning of the next, with the best weights so far.</summary>
    Checkpoint RunPhase(Checkpoint checkpoint, TrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        using var session = new TrainingSession(files, Recipe, Splits, options, checkpoint);
        using var metrics = new MetricsLog(files, session.State.History);
        metrics.WriteTable();
        using (var phase = new PhaseTraining(session, progress, cancellationToken))
        {
            while (!phase.IsDone)
            {
                phase.RunEpoch(progress, cancellationToken);
                metrics.Add(session.State.History[^1]);
            }
        }

        var next = session.State with { Phase = session.State.Phase + 1, Epoch = 0, EpochsWithoutGain = 0, OptimizerSteps = 0 };
        var best = File.Exists(files.Best) ? BestWeights() : session.Network.ToWeights();
        checkpoint = new Checkpoint(session.Graph, session.Card, next) { Weights = best, Averages = Checkpoint.Nothing, Optimizer = Checkpoint.Nothing };
        checkpoint.Save(files.Last);
        return checkpoint;
    }

    /// <summary>The best weights so far, in memory: the file, were it mapped, could not be replaced on Windows.</summary>
    WeightSet BestWeights()
    {
        using var stream = File.OpenRead(files.Best);
        return ModelFile.Load(stream, ModelFormat.Safetensors).Weights;
    }
}
