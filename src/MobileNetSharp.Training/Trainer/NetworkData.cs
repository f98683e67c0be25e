using MobileNetSharp.Datasets;
using MobileNetSharp.Evaluation;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>A phase of several layers: images, varied anew in each epoch, through the whole network.</summary>
sealed class NetworkData : PhaseData
{
    readonly TrainingSession session;
    readonly BatchLoader loader;

    public NetworkData(TrainingSession session, TrainingPhase phase)
    {
        this.session = session;
        var (sampler, size, data) = (session.Sampler(), session.BatchSize(phase), session.Recipe.Data);
        loader = new BatchLoader(session.Splits.Train, sampler, session.LoaderOptions() with
        {
            BatchSize = size,
            Augmentation = data.Augmentation,
            LabelSmoothing = data.LabelSmoothing,
            // Batch normalization makes little of the few images of a last batch.
            DropLast = sampler.Count >= size,
        });
    }

    /// <inheritdoc/>
    public override int BatchesPerEpoch => loader.BatchesPerEpoch;

    /// <inheritdoc/>
    public override double WaitedShare => loader.WaitedShare;

    /// <inheritdoc/>
    public override IEnumerable<StepBatch> Epoch(int epoch, int firstBatch, CancellationToken cancellationToken)
    {
        session.Network.train();
        foreach (var batch in loader.Epoch(epoch, firstBatch, cancellationToken))
        {
            session.Report(loader.Broken);
            yield return new StepBatch(batch.Number, batch.Pixels, [batch.Count, batch.Size.Height, batch.Size.Width, 3], batch.Targets, batch.Indices);
        }

        session.Report(loader.Broken);
    }

    /// <inheritdoc/>
    public override torch.Tensor Forward(torch.Tensor inputs) => session.Network.forward(inputs.permute(0, 3, 1, 2)).flatten(1);

    /// <inheritdoc/>
    public override ClassificationResult Validate(CancellationToken cancellationToken) => session.Judge(session.JudgedWeights(), cancellationToken);
}
