using System.Collections.Immutable;
using System.Text.Json.Serialization;
using MobileNetSharp.Training.Checkpoints;

namespace MobileNetSharp.Training;

/// <summary>Where a run is.</summary>
/// <param name="Phase">The phase's name.</param>
/// <param name="Epoch">The epoch in the phase, from 1.</param>
/// <param name="Epochs">Epochs that the phase has at most.</param>
/// <param name="Step">Steps done in the epoch.</param>
/// <param name="Steps">Steps of an epoch.</param>
/// <param name="Loss">The mean loss of the epoch so far.</param>
/// <param name="ImagesPerSecond">Training images per second in this epoch.</param>
/// <param name="Remaining">The time left in the phase, if it does not end early.</param>
public sealed record TrainingProgress(
    string Phase, int Epoch, int Epochs, int Step, int Steps, double Loss, double ImagesPerSecond, TimeSpan Remaining)
{
    /// <summary>The figures of the epoch, in the report that ends it.</summary>
    public EpochResult? Completed { get; init; }

    /// <summary>Something that the user should know, in one line.</summary>
    public string? Note { get; init; }

    /// <summary>A note alone.</summary>
    internal static TrainingProgress FromNote(string note) => new("", 0, 0, 0, 0, 0, 0, TimeSpan.Zero) { Note = note };
}

/// <summary>The figures of one epoch.</summary>
/// <param name="Epoch">Its number in the run, from 1.</param>
/// <param name="Phase">The phase's name.</param>
/// <param name="Step">Steps of the optimizer taken by its end, over the whole run.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="TrainingLoss">The mean loss over its training images, as the training saw them.</param>
/// <param name="Metrics">The validation's figures, by the names of the task's metrics.</param>
/// <param name="IsBest">Whether it is the best so far.</param>
/// <param name="ImagesPerSecond">Training images per second, without validation.</param>
/// <param name="WaitedShare">The share of the training time spent waiting for images.</param>
/// <param name="Seconds">How long it took, with validation.</param>
[JsonConverter(typeof(EpochResultJson))]
public sealed record EpochResult(
    int Epoch, string Phase, long Step, double LearningRate, double TrainingLoss, ImmutableDictionary<string, double> Metrics,
    bool IsBest, double ImagesPerSecond, double WaitedShare, double Seconds);
