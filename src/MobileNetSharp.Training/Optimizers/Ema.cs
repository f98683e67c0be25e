using TorchSharp;

namespace MobileNetSharp.Training.Optimizers;

/// <summary>The exponential moving average of weights, <c>a ← d·a + (1 − d)·w</c>, with TensorFlow's faster start <c>d = min(decay, (1 + n)/(10 + n))</c>.</summary>
public sealed class Ema : IDisposable
{
    readonly double decay;
    readonly Dictionary<string, torch.Tensor> averages;

    /// <summary>An average that begins at the tensors as they are now.</summary>
    public Ema(IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, double decay)
    {
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        this.decay = decay;
        averages = tensors.ToDictionary(
            entry => entry.Key, entry => entry.Value.detach().clone().DetachFromDisposeScope(), StringComparer.Ordinal);
    }

    /// <summary>The averages by name.</summary>
    public IReadOnlyDictionary<string, torch.Tensor> Averages => averages;

    /// <summary>Takes the weights in after their step number <paramref name="step"/>, from 0.</summary>
    public void Update(IEnumerable<KeyValuePair<string, torch.Tensor>> tensors, long step)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        using var noGradient = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        var share = Math.Min(decay, (1.0 + step) / (10.0 + step));
        using Scalar kept = share, taken = 1 - share;
        foreach (var (name, tensor) in tensors)
            averages[name].mul_(kept).add_(tensor, alpha: taken);
    }

    /// <summary>Goes on from averages saved.</summary>
    public void Restore(IReadOnlyDictionary<string, torch.Tensor> saved)
    {
        ArgumentNullException.ThrowIfNull(saved);
        using var noGradient = torch.no_grad();
        foreach (var (name, tensor) in saved)
            averages[name].copy_(tensor);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in averages.Values)
            tensor.Dispose();
    }
}
