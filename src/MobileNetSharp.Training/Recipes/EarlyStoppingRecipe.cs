namespace MobileNetSharp.Training;

/// <summary>Which epoch is the best, and when there is no hope of a better one.</summary>
public sealed record EarlyStoppingRecipe
{
    /// <summary>The figure that counts.</summary>
    public StoppingMetric Metric { get; init; } = StoppingMetric.Top1;

    /// <summary>Epochs without a better one after which a phase ends; 0 for never.</summary>
    public int Patience { get; init; }

    /// <summary>By how much an epoch must be better to count.</summary>
    public double MinimumGain { get; init; }
}
