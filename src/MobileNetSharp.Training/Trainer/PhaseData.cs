using MobileNetSharp.Evaluation;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>What a phase learns from and is judged by: images through the whole network, or features through its classifier alone.</summary>
abstract class PhaseData
{
    /// <summary>How many batches an epoch has.</summary>
    public abstract int BatchesPerEpoch { get; }

    /// <summary>The share of the time that the trainer waited for batches so far.</summary>
    public virtual double WaitedShare => 0;

    /// <summary>The batches of an epoch of the run, from one on.</summary>
    public abstract IEnumerable<StepBatch> Epoch(int epoch, int firstBatch, CancellationToken cancellationToken);

    /// <summary>Logits (N, classes) of the batch's inputs, with a gradient.</summary>
    public abstract torch.Tensor Forward(torch.Tensor inputs);

    /// <summary>How good the weights are on the validation images.</summary>
    public abstract ClassificationResult Validate(CancellationToken cancellationToken);
}
