namespace MobileNetSharp.Reporting;

/// <summary>What one epoch of a training run came to; shares are 0…1.</summary>
public sealed record HistoryRow(int Epoch)
{
    /// <summary>The mean loss over the epoch's training batches.</summary>
    public double? TrainingLoss { get; init; }

    /// <summary>The mean loss on the validation images.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>Which share of the validation images was classified right.</summary>
    public double? ValidationTop1 { get; init; }

    /// <summary>The learning rate at the epoch's end.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Training images per second.</summary>
    public double? ImagesPerSecond { get; init; }
}
