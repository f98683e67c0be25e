using MobileNetSharp.Evaluation;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Trainer;

/// <summary>What a phase learns from and is validated by: images through the whole network, or a task's shortcut.</summary>
abstract class PhaseData<TResult>
    where TResult : EvaluationResult
{
    /// <summary>How many batches an epoch has.</summary>
    public abstract int BatchesPerEpoch { get; }

    /// <summary>The share of the time that the trainer waited for batches so far.</summary>
    public virtual double WaitedShare => 0;

    /// <summary>The batches of an epoch of the run, from one on.</summary>
    public abstract IEnumerable<StepBatch> Epoch(int epoch, int firstBatch, CancellationToken cancellationToken);

    /// <summary>The outputs by name for a batch's inputs, with a gradient.</summary>
    public abstract IReadOnlyDictionary<string, torch.Tensor> Forward(torch.Tensor inputs);

    /// <summary>How good the weights are on the validation images.</summary>
    public abstract TResult Validate(CancellationToken cancellationToken);
}

/// <summary>What one pass through the network takes.</summary>
/// <param name="Number">The batch's place in its epoch.</param>
/// <param name="Inputs">The values, in the order of the shape.</param>
/// <param name="Shape">(N,H,W,C) pixels, or what a shortcut has.</param>
/// <param name="Targets">The encoded targets, by name.</param>
/// <param name="Indices">The images' indices in the training set.</param>
sealed record StepBatch(int Number, float[] Inputs, long[] Shape, IReadOnlyDictionary<string, Tensor> Targets, int[] Indices)
{
    torch.Tensor? pinned;

    /// <summary>The same with its inputs in page-locked memory too, from which a GPU copies by itself; for a thread of the loader, so that the trainer does not wait for it.</summary>
    public StepBatch PinnedFor(torch.Device device)
    {
        if (device.type != DeviceType.CUDA)
            return this;
        using var inputs = torch.tensor(Inputs, Shape);
        return this with { pinned = inputs.pin_memory() };
    }

    /// <summary>The inputs on the device; from page-locked memory, the copy runs while the next operations are prepared.</summary>
    public torch.Tensor InputsOn(torch.Device device)
    {
        if (pinned is null)
            return torch.tensor(Inputs, Shape).to(device);
        using (pinned)
            return pinned.to(device, non_blocking: true);
    }
}
