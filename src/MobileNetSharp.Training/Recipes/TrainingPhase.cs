namespace MobileNetSharp.Training;

/// <summary>A stretch of a run in which the same layers are trained, with an optimizer and a schedule that begin anew.</summary>
public sealed record TrainingPhase
{
    /// <summary>How progress and reports call it.</summary>
    public string Name { get; init; } = "all";

    /// <summary>Passes over the training images.</summary>
    public int Epochs { get; init; } = 10;

    /// <summary>
    /// How many layers with weights are trained, counted from the classifier; 0 for all. With 1 the classifier learns alone,
    /// on features that the engine computes once.
    /// </summary>
    public int TrainedLayers { get; init; }

    /// <summary>What the optimizer's learning rate is multiplied by in this phase.</summary>
    public double LearningRateFactor { get; init; } = 1;

    /// <summary>Images in a batch; 0 for the recipe's.</summary>
    public int BatchSize { get; init; }
}
