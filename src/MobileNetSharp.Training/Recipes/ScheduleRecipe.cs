namespace MobileNetSharp.Training;

/// <summary>How the learning rate changes over a phase; epochs are counted from the phase's beginning and may be fractions.</summary>
public sealed record ScheduleRecipe
{
    /// <summary>The shape.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Cosine;

    /// <summary>Epochs over which the rate rises from nothing to its full height first.</summary>
    public double WarmupEpochs { get; init; }

    /// <summary>What the rate is multiplied by every <see cref="EveryEpochs"/> (step, exponential).</summary>
    public double Factor { get; init; } = 0.98;

    /// <summary>Epochs from one factor to the next.</summary>
    public double EveryEpochs { get; init; } = 1;

    /// <summary>The part of the rate that is left at the end of a cosine.</summary>
    public double FinalFraction { get; init; }
}
