namespace MobileNetSharp.Reporting;

/// <summary>What one epoch of a training run came to; shares are 0…1.</summary>
public sealed record HistoryRow(int Epoch)
{
    /// <summary>The mean loss over the epoch's training batches.</summary>
    public double? TrainingLoss { get; init; }

    /// <summary>The mean loss on the validation pictures.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Which share of the validation pictures was classified right.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>The learning rate at the epoch's end.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Training pictures per second.</summary>
    public double? ImagesPerSecond { get; init; }
}
