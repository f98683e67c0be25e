using System.Diagnostics;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>One phase of a run under way: its optimiser, its trained weights, its data.</summary>
sealed class PhaseTraining : IDisposable
{
    readonly TrainingSession session;
    readonly TrainingPhase phase;
    readonly PhaseData data;
    readonly TrainedParameter[] parameters;
    readonly Optimizer optimizer;
    readonly Stopwatch sinceSaved = Stopwatch.StartNew();

    public PhaseTraining(TrainingSession session, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        (this.session, phase) = (session, session.Recipe.Phases[session.State.Phase]);
        var trained = TrainedLayers.Last(session.Graph, phase.TrainedLayers);
        session.Network.Freeze(node => !trained.Contains(node));
        parameters = [.. Parameters(trained)];
        optimizer = Optimizer.Create(parameters, session.Recipe.Optimizer);
        if (session.SavedOptimizer.Count > 0)
            optimizer.Restore(session.State.OptimizerSteps, session.ToTorch(session.SavedOptimizer));
        data = phase.TrainedLayers == 1 && FeatureData.ClassifierOf(session.Graph) is not null
            ? new FeatureData(session, phase, progress, cancellation)
            : new NetworkData(session, phase);
    }

    /// <summary>Whether the phase has had its epochs, or no longer gets better.</summary>
    public bool IsDone => session.State.Epoch >= phase.Epochs
        || (session.Recipe.EarlyStopping.Patience > 0 && session.State.EpochsWithoutGain >= session.Recipe.EarlyStopping.Patience);

    int StepsPerEpoch => (data.BatchesPerEpoch + session.Recipe.AccumulationSteps - 1) / session.Recipe.AccumulationSteps;

    /// <summary>Trains to the end of the epoch, judges and saves.</summary>
    public void RunEpoch(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var (watch, before, begun) = (Stopwatch.StartNew(), session.State.EpochSeconds, session.State.Images);
        var epochOfRun = session.State.History.Count;
        try
        {
            foreach (var batches in Steps(epochOfRun, cancellation))
            {
                Step(batches);
                var seconds = watch.Elapsed.TotalSeconds;
                session.State = session.State with { EpochSeconds = before + seconds };
                progress?.Report(Progress((session.State.Images - begun) / seconds, seconds));
                cancellation.ThrowIfCancellationRequested();
                if (IsSavingDue())
                    Save();
            }

            Finish((session.State.Images - begun) / watch.Elapsed.TotalSeconds, before, watch, progress, cancellation);
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
    }

    public void Dispose()
    {
        data.Dispose();
        optimizer.Dispose();
    }

    IEnumerable<TrainedParameter> Parameters(HashSet<Node> trained)
    {
        foreach (var node in session.Graph.Nodes.Where(trained.Contains))
        {
            foreach (var spec in node.WeightsOf().Where(spec => session.Network.Parameters.ContainsKey(spec.Name)))
                yield return new TrainedParameter(spec.Name, session.Network.Parameters[spec.Name], TrainedLayers.Decays(node, spec, session.Recipe.Optimizer));
        }
    }

    /// <summary>The batches of the epoch that are left, as many together as make a step.</summary>
    IEnumerable<StepBatch[]> Steps(int epoch, CancellationToken cancellation)
    {
        var perStep = session.Recipe.AccumulationSteps;
        return data.Epoch(epoch, session.State.StepInEpoch * perStep, cancellation).Chunk(perStep);
    }

    void Step(StepBatch[] batches)
    {
        torch.random.manual_seed(session.StepSeed());
        using var scope = torch.NewDisposeScope();
        var images = batches.Sum(batch => batch.Indices.Length);
        var sum = batches.Sum(batch => Backward(batch, (double)batch.Indices.Length / images));
        var norm = session.Recipe.ClipNorm > 0 ? GradientClipping.Apply(parameters, session.Recipe.ClipNorm) : 0;
        if (!double.IsFinite(sum + norm))
            throw NotANumber(batches);
        optimizer.Step(RateAt(session.State.StepInEpoch));
        foreach (var parameter in parameters)
            parameter.Value.grad?.zero_();
        session.Average?.Update(session.AveragedTensors, session.State.Step);
        session.State = session.State with
        {
            Step = session.State.Step + 1,
            StepInEpoch = (batches[^1].Number / session.Recipe.AccumulationSteps) + 1,
            LossSum = session.State.LossSum + (sum * images),
            Images = session.State.Images + images,
        };
    }

    /// <summary>Adds a batch's part to the gradients; returns its part of the loss.</summary>
    double Backward(StepBatch batch, double weight)
    {
        using var scope = torch.NewDisposeScope();
        var inputs = torch.tensor(batch.Inputs, batch.Shape).to(session.Device);
        var targets = torch.tensor(batch.Targets, [batch.Indices.Length, batch.Targets.Length / batch.Indices.Length]).to(session.Device);
        using Scalar share = weight;
        var loss = SoftTargetLoss.Of(data.Forward(inputs), targets).mul(share);
        loss.backward();
        return loss.item<float>();
    }

    double RateAt(int stepInEpoch)
    {
        var epoch = session.State.Epoch + ((stepInEpoch + 0.5) / StepsPerEpoch);
        return session.Recipe.Optimizer.LearningRate * phase.LearningRateFactor * LearningRate.Factor(session.Recipe.Schedule, epoch, phase.Epochs);
    }

    bool IsSavingDue() => session.Recipe.Checkpoint.EveryMinutes > 0 && sinceSaved.Elapsed.TotalMinutes >= session.Recipe.Checkpoint.EveryMinutes;

    void Save()
    {
        session.Save(optimizer);
        sinceSaved.Restart();
    }

    void Finish(double imagesPerSecond, double secondsBefore, Stopwatch watch, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var (state, rate) = (session.State, RateAt(session.State.StepInEpoch - 1));
        var judged = data.Validate(cancellation);
        var (figure, gain) = session.Recipe.EarlyStopping.Metric == StoppingMetric.Top1
            ? (judged.Top1, judged.Top1 - state.Best)
            : (judged.MeanNegativeLogLikelihood, state.Best - judged.MeanNegativeLogLikelihood);
        var isBest = gain is null || gain > session.Recipe.EarlyStopping.MinimumGain;
        var result = new EpochResult(
            state.History.Count + 1, phase.Name, state.Step, rate, state.LossSum / Math.Max(1, state.Images), judged.MeanNegativeLogLikelihood,
            judged.Top1, judged.Top5, isBest, imagesPerSecond, data.WaitedShare, secondsBefore + watch.Elapsed.TotalSeconds);
        session.State = state with
        {
            Epoch = state.Epoch + 1,
            StepInEpoch = 0,
            LossSum = 0,
            Images = 0,
            EpochSeconds = 0,
            Best = isBest ? figure : state.Best,
            EpochsWithoutGain = isBest ? 0 : state.EpochsWithoutGain + 1,
            History = [.. state.History, result],
        };
        if (isBest)
            SaveBest(judged);
        Save();
        progress?.Report(Progress(imagesPerSecond, watch.Elapsed.TotalSeconds) with { Completed = result });
    }

    void SaveBest(Evaluation.ClassificationResult judged)
    {
        var metrics = session.Card.Provenance.Metrics.SetItem("top1Percent", Math.Round(100 * judged.Top1, 3)).SetItem("top5Percent", Math.Round(100 * judged.Top5, 3));
        var card = session.Card with { Provenance = session.Card.Provenance with { Metrics = metrics } };
        using var model = new Model(session.Graph, session.JudgedWeights(), card);
        RunFiles.Write(session.Files.Best, stream => ModelFile.Save(model, stream, ModelFormat.Safetensors));
    }

    TrainingProgress Progress(double imagesPerSecond, double seconds)
    {
        var (state, steps) = (session.State, StepsPerEpoch);
        var left = ((phase.Epochs - state.Epoch) * (double)steps) - state.StepInEpoch;
        var perStep = seconds / Math.Max(1, state.StepInEpoch == 0 ? steps : state.StepInEpoch);
        return new TrainingProgress(
            phase.Name, Math.Min(state.Epoch + 1, phase.Epochs), phase.Epochs, state.StepInEpoch, steps,
            state.LossSum / Math.Max(1, state.Images), imagesPerSecond, TimeSpan.FromSeconds(left * perStep));
    }

    TrainingException NotANumber(StepBatch[] batches)
    {
        var names = batches.SelectMany(batch => batch.Indices).Select(session.Splits.Train.NameOf);
        return new TrainingException(FormattableString.Invariant(
            $"The loss is no number any more at step {session.State.Step + 1} (phase '{phase.Name}', epoch {session.State.Epoch + 1}, learning rate {RateAt(session.State.StepInEpoch):g3}), on the pictures {string.Join(", ", names)}. ")
            + "Begin again with a lower learning rate (--set optimizer.learningRate=…), shorter gradients (--set clipNorm=1) or a warm-up (--set schedule.warmupEpochs=1); the last checkpoint is whole.");
    }
}
