namespace MobileNetSharp.Training;

/// <summary>Where a run is.</summary>
/// <param name="Phase">The phase's name.</param>
/// <param name="Epoch">The epoch in the phase, from 1.</param>
/// <param name="Epochs">Epochs that the phase has at most.</param>
/// <param name="Step">Steps done in the epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">The mean loss of the epoch so far.</param>
/// <param name="ImagesPerSecond">Training images per second in this epoch.</param>
/// <param name="Remaining">The time that the phase will take yet, if it does not end early.</param>
public sealed record TrainingProgress(
    string Phase, int Epoch, int Epochs, int Step, int Steps, double Loss, double ImagesPerSecond, TimeSpan Remaining)
{
    /// <summary>What the epoch came to, in the report that ends it.</summary>
    public EpochResult? Completed { get; init; }

    /// <summary>Something that the user should know, in one line.</summary>
    public string? Note { get; init; }

    /// <summary>A note alone.</summary>
    internal static TrainingProgress Of(string note) => new("", 0, 0, 0, 0, 0, 0, TimeSpan.Zero) { Note = note };
}
