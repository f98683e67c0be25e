using System.Collections.Immutable;
using System.Diagnostics;
using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Formats;
using MobileNetSharp.Training.Checkpoints;
using MobileNetSharp.Training.Recipes;
using static System.FormattableString;

namespace MobileNetSharp.Training.Trainer;

/// <summary>One phase of a run under way: epoch for epoch it trains, validates and saves.</summary>
sealed class PhaseTraining<TTarget, TResult> : IDisposable
    where TResult : EvaluationResult
{
    readonly TrainingSession<TTarget, TResult> session;
    readonly TrainingPhase phase;
    readonly PhaseData<TResult> data;
    readonly PhaseSteps<TTarget, TResult> steps;
    readonly Metric metric;
    readonly string name;
    readonly Stopwatch sinceSaved = Stopwatch.StartNew();

    public PhaseTraining(TrainingSession<TTarget, TResult> session, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        (this.session, phase) = (session, session.Recipe.Phases[session.State.Phase]);
        name = PhaseNames.Of(phase);
        var trained = TrainedLayers.Of(session.Graph, phase, session.Task.IsHead);
        session.Network.Freeze(node => !trained.Contains(node));
        data = session.Task.CreateShortcut(session, phase, progress, cancellationToken) ?? new NetworkData<TTarget, TResult>(session, phase);
        steps = new PhaseSteps<TTarget, TResult>(session, phase, data, trained);
        if (session.State.NextBatch > data.BatchesPerEpoch)
            throw new TrainingException($"{session.Files.Last}: its next batch is {session.State.NextBatch + 1}, of {data.BatchesPerEpoch} in an epoch; begin a new run.") { Failure = TrainingFailure.NoRun };
        metric = MetricNames.Choose(session.Task.Metrics, session.Task.MainMetric, session.Recipe)!;
        if (phase.Epochs > 0)
            progress?.Report(TrainingProgress.FromNote(Beginning(TrainedLayers.Count(trained))));
    }

    /// <summary>Whether the phase has had its epochs, or no longer gets better.</summary>
    public bool IsDone => session.State.Epoch >= phase.Epochs || StopsEarly;

    /// <summary>Why the phase ended before its last epoch, in one line; null where it did not.</summary>
    public string? EarlyEnd => session.State.Epoch < phase.Epochs && StopsEarly
        ? Invariant($"{name}: ended after {session.State.Epoch} of {phase.Epochs} epochs, {session.Recipe.EarlyStopping.Patience} of them without a {(metric.HigherIsBetter ? "higher" : "lower")} {metric.Words}")
        : null;

    bool StopsEarly => session.Recipe.EarlyStopping.Patience > 0 && session.State.EpochsWithoutGain >= session.Recipe.EarlyStopping.Patience;

    /// <summary>Trains to the end of the epoch, validates and saves.</summary>
    public void RunEpoch(IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (watch, before) = (Stopwatch.StartNew(), session.State.EpochSeconds);
        try
        {
            foreach (var batches in steps.Rest(session.State.History.Count, cancellationToken))
            {
                cancellationToken.ThrowIfCancellationRequested();
                steps.Take(batches);
                session.State = session.State with { EpochSeconds = before + watch.Elapsed.TotalSeconds };
                progress?.Report(Progress());
                if (IsSavingDue())
                    Save();
            }

            Finish(before, watch, progress, cancellationToken);
        }
        catch (Exception e) when (e is OperationCanceledException or DatasetException)
        {
            Save();
            throw;
        }
    }

    public void Dispose() => steps.Dispose();

    bool IsSavingDue() => session.Recipe.Checkpoint.EveryMinutes > 0 && sinceSaved.Elapsed.TotalMinutes >= session.Recipe.Checkpoint.EveryMinutes;

    void Save()
    {
        steps.CheckWeights();
        session.Save(steps.Optimizer);
        sinceSaved.Restart();
    }

    void Finish(double secondsBefore, Stopwatch watch, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var (state, rate) = (session.State, steps.RateOf(steps.Done - 1));
        if (state.Images == 0)
            throw new TrainingException($"None of the {session.Splits.Train.Count} images to learn from can be read.") { Failure = TrainingFailure.NoReadableImage };
        steps.CheckWeights();
        var finished = Progress();
        var validation = data.Validate(cancellationToken);
        var figure = validation.Metrics[metric.Name];
        var decider = session.Task.TieBreaker is { } tieBreaker ? validation.Metrics[tieBreaker.Name] : (double?)null;
        var gain = Gain(metric, state.Best, figure);
        var isGain = gain is null || gain > session.Recipe.EarlyStopping.MinimumGain;
        var isBest = isGain || (gain == 0 && session.Task.TieBreaker is { } equals && Gain(equals, state.BestTieBreaker, decider) > 0);
        var result = new EpochResult(
            state.History.Count + 1, name, state.Step, rate, state.LossSum / state.Images,
            session.Task.Metrics.ToImmutableDictionary(metric => metric.Name, metric => validation.Metrics[metric.Name]), isBest, finished.ImagesPerSecond, data.WaitedShare, secondsBefore + watch.Elapsed.TotalSeconds);
        session.State = state with
        {
            Epoch = state.Epoch + 1,
            NextBatch = 0,
            LossSum = 0,
            Images = 0,
            EpochSeconds = 0,
            Best = isBest ? figure : state.Best,
            BestTieBreaker = isBest ? decider : state.BestTieBreaker,
            EpochsWithoutGain = isGain ? 0 : state.EpochsWithoutGain + 1,
            History = [.. state.History, result],
        };
        if (isBest)
            session.State = session.State with { BestSha256 = SaveBest(validation) };
        Save();
        progress?.Report(finished with { Completed = result });
    }

    /// <summary>By how much a figure is better than the best; null where there is none.</summary>
    static double? Gain(Metric metric, double? best, double? figure) => metric.HigherIsBetter ? figure - best : best - figure;

    string Beginning(int trained)
    {
        var place = session.Recipe.Phases.Length > 1 ? Invariant($"phase {session.State.Phase + 1} of {session.Recipe.Phases.Length}, ") : "";
        var layers = phase.Trains == TrainedPart.Head ? Invariant($", trains the head ({trained} {(trained == 1 ? "layer" : "layers")})")
            : PhaseNames.Layers(phase) is var words && words != name ? $", trains {(phase.TrainedLayers == 0 ? "" : "the ")}{words}" : "";
        return Invariant($"{place}{name}: up to {phase.Epochs} {(phase.Epochs == 1 ? "epoch" : "epochs")}{layers}");
    }

    /// <summary>Writes the best model; returns the checksum of its weights.</summary>
    string SaveBest(TResult validation)
    {
        var metrics = MetricNames.Record(session.Card.Provenance.Metrics, session.Task.Metrics, validation);
        var card = session.Card with { Provenance = session.Card.Provenance with { Metrics = metrics } };
        using var model = new Model(session.Graph, session.KeptWeights(), card);
        RunFiles.Write(session.Files.Best, stream => ModelFile.Save(model, stream, ModelFormat.Safetensors));
        return CheckpointChecksum.Compute([], model.Weights);
    }

    TrainingProgress Progress()
    {
        var (state, done, perEpoch) = (session.State, steps.Done, steps.PerEpoch);
        var left = ((phase.Epochs - state.Epoch) * (double)perEpoch) - done;
        return new TrainingProgress(
            name, state.Epoch + 1, phase.Epochs, done, perEpoch,
            state.LossSum / state.Images, state.Images / state.EpochSeconds, TimeSpan.FromSeconds(Math.Min(left * state.EpochSeconds / done, TimeSpan.MaxValue.TotalSeconds / 2)));
    }
}
