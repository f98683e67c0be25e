namespace MobileNetSharp.Training;

/// <summary>How often a run is saved, beside after every epoch.</summary>
public sealed record CheckpointRecipe
{
    /// <summary>Minutes between two checkpoints within an epoch; 0 for none.</summary>
    public double EveryMinutes { get; init; } = 10;
}
