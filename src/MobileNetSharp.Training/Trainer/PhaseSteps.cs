using System.Globalization;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Optimizers;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Schedules;
using TorchSharp;

namespace MobileNetSharp.Training.Trainer;

/// <summary>The steps of a phase's optimizer: the gradients of as many batches as make one, clipping, the average of the weights.</summary>
sealed class PhaseSteps<TTarget, TResult> : IDisposable
    where TResult : EvaluationResult
{
    readonly TrainingSession<TTarget, TResult> session;
    readonly TrainingPhase phase;
    readonly PhaseData<TResult> data;
    readonly TrainedParameter[] parameters;

    public PhaseSteps(TrainingSession<TTarget, TResult> session, TrainingPhase phase, PhaseData<TResult> data, HashSet<Node> trained)
    {
        (this.session, this.phase, this.data) = (session, phase, data);
        parameters = [.. Parameters(trained)];
        Optimizer = Optimizer.Create(parameters, session.Recipe.Optimizer);
        using var scope = torch.NewDisposeScope();
        if (session.SavedOptimizer.Count > 0)
            Optimizer.Restore(session.State.OptimizerSteps, session.ToTorch(session.SavedOptimizer));
    }

    public Optimizer Optimizer { get; }

    public int PerEpoch => Steps(data.BatchesPerEpoch);

    /// <summary>How many of the epoch are done.</summary>
    public int Done => Steps(session.State.NextBatch);

    /// <summary>What is left of an epoch of the run, as many batches together as make a step.</summary>
    public IEnumerable<StepBatch[]> Rest(int epochOfRun, CancellationToken cancellationToken) =>
        data.Epoch(epochOfRun, session.State.NextBatch, cancellationToken).Chunk(session.Recipe.AccumulationSteps);

    /// <summary>One step. Throws a <see cref="TrainingException"/> where loss or gradients are not numbers; the weights are then those before it.</summary>
    public void Take(StepBatch[] batches)
    {
        torch.random.manual_seed(session.StepSeed());
        using var scope = torch.NewDisposeScope();
        var images = batches.Sum(batch => batch.Indices.Length);
        var loss = batches.Sum(batch => Backward(batch, (double)batch.Indices.Length / images));
        var norm = GradientClipping.Apply(parameters, session.Recipe.ClipNorm > 0 ? session.Recipe.ClipNorm : double.PositiveInfinity);
        if (!double.IsFinite(loss + norm))
            throw Diverged($"The {(double.IsFinite(loss) ? "gradient" : "loss")} is no longer a number", Done, batches);
        Optimizer.Step(RateOf(Done));
        foreach (var parameter in parameters)
            parameter.Value.grad?.zero_();
        session.Average?.Update(session.AveragedTensors, session.State.Step);
        session.State = session.State with
        {
            Step = session.State.Step + 1,
            NextBatch = batches[^1].Number + 1,
            LossSum = session.State.LossSum + (loss * images),
            Images = session.State.Images + images,
        };
    }

    /// <summary>The learning rate of a step of the epoch.</summary>
    public double RateOf(int step)
    {
        var epoch = session.State.Epoch + ((step + 0.5) / PerEpoch);
        return session.Recipe.Optimizer.LearningRate * phase.LearningRateFactor * LearningRate.Factor(session.Recipe.Schedule, epoch, phase.Epochs);
    }

    /// <summary>Throws a <see cref="TrainingException"/> where a weight or a statistic is not a number, which the loss need not show.</summary>
    public void CheckWeights()
    {
        if (session.FirstNotFinite() is { } name)
            throw Diverged($"The weight '{name}' is no longer a number", Done - 1, []);
    }

    public void Dispose() => Optimizer.Dispose();

    int Steps(int batches) => (batches + session.Recipe.AccumulationSteps - 1) / session.Recipe.AccumulationSteps;

    IEnumerable<TrainedParameter> Parameters(HashSet<Node> trained)
    {
        foreach (var node in session.Graph.Nodes.Where(trained.Contains))
        {
            foreach (var spec in node.WeightsOf().Where(spec => session.Network.Parameters.ContainsKey(spec.Name)))
                yield return new TrainedParameter(spec.Name, session.Network.Parameters[spec.Name], TrainedLayers.Decays(node, spec, session.Recipe.Optimizer));
        }
    }

    /// <summary>Adds a batch's part to the gradients; returns its part of the loss.</summary>
    double Backward(StepBatch batch, double weight)
    {
        using var scope = torch.NewDisposeScope();
        var inputs = batch.InputsOn(session.Device);
        using Scalar share = weight;
        var loss = session.Task.Loss(data.Forward(inputs), session.ToTorch(batch.Targets), session.Context).mul(share);
        loss.backward();
        return loss.item<float>();
    }

    /// <param name="what">What is wrong.</param>
    /// <param name="step">The step of the epoch at which it was seen.</param>
    /// <param name="batches">What the step was computed from, where that is to blame.</param>
    TrainingException Diverged(string what, int step, StepBatch[] batches)
    {
        string[] names = [.. batches.SelectMany(batch => batch.Indices).Select(session.Splits.Train.NameOf)];
        var stepOfRun = session.State.Step + 1 + step - Done;
        return new TrainingException(string.Create(
            CultureInfo.InvariantCulture,
            $"{what} at step {stepOfRun} (phase '{PhaseNames.Of(phase)}', epoch {session.State.Epoch + 1}, learning rate {RateOf(step):g3}){(names.Length > 0 ? $", on the images {string.Join(", ", names)}" : "")}. ")
            + "Begin again with a lower optimizer.learningRate, shorter gradients (clipNorm) or a warm-up (schedule.warmupEpochs); the last checkpoint is whole.")
        {
            Failure = TrainingFailure.Diverged,
            Step = stepOfRun,
            Images = [.. names],
        };
    }
}
