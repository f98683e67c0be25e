using MobileNetSharp.Evaluation;

namespace MobileNetSharp.Reporting;

/// <summary>The figures of one epoch of a training run; shares are 0…1.</summary>
public sealed record HistoryRow(int Epoch)
{
    /// <summary>The name of the phase that it belongs to; empty where a run has no phases.</summary>
    public string Phase { get; init; } = "";

    /// <summary>How long it took, with validation.</summary>
    public double? Seconds { get; init; }

    /// <summary>The mean loss over the epoch's training batches.</summary>
    public double? TrainingLoss { get; init; }

    /// <summary>The validation's figures by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>();

    /// <summary>The learning rate at the epoch's end.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Training images per second.</summary>
    public double? ImagesPerSecond { get; init; }

    /// <summary>A figure of the validation; null where the epoch has none.</summary>
    public double? Metric(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return Metrics.TryGetValue(metric.Name, out var value) ? value : null;
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"epoch {Epoch}: loss {TrainingLoss:0.####}") + string.Concat(Metrics.Select(metric => FormattableString.Invariant($", {metric.Key} {metric.Value:0.####}")));
}
