using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation;
using MobileNetSharp.Numerics;
using MobileNetSharp.Training.Recipes;
using TorchSharp;

namespace MobileNetSharp.Training.Trainer;

/// <summary>Images, varied anew in each epoch, through the whole network.</summary>
sealed class NetworkData<TTarget, TResult> : PhaseData<TResult>
    where TResult : EvaluationResult
{
    readonly TrainingSession<TTarget, TResult> session;
    readonly BatchLoader<TTarget> loader;

    public NetworkData(TrainingSession<TTarget, TResult> session, TrainingPhase phase)
    {
        this.session = session;
        loader = TrainingImages.Load(session.Task, session.Recipe, session.Splits.Train, session.Graph, session.Card, session.Options, session.BatchSize(phase));
    }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => loader.BatchesPerEpoch;

    /// <inheritdoc/>
    public override double WaitedShare => loader.WaitedShare;

    /// <inheritdoc/>
    public override IEnumerable<StepBatch> Epoch(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        session.Network.train();
        foreach (var batch in loader.Epoch(epoch, firstBatch, batch => Encode(batch, epoch), cancellationToken))
        {
            session.Report(loader.Broken);
            yield return batch;
        }

        session.Report(loader.Broken);
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, torch.Tensor> Forward(torch.Tensor inputs) =>
        session.Network.RunByName(inputs.permute(0, 3, 1, 2));

    /// <inheritdoc/>
    public override TResult Validate(CancellationToken cancellationToken) => session.Validate(session.KeptWeights(), cancellationToken);

    StepBatch Encode(Batch<TTarget> batch, int epoch)
    {
        var targets = session.Task.Encode(batch, session.Context, new RandomStream((ulong)session.Recipe.Seed, "mixing", epoch, batch.Number));
        return new StepBatch(batch.Number, batch.Pixels, [batch.Count, batch.Size.Height, batch.Size.Width, 3], targets, batch.Indices).PinnedFor(session.Device);
    }
}
