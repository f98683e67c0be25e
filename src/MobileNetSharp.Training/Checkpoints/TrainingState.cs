namespace MobileNetSharp.Training.Checkpoints;

/// <summary>Where a run stands, beside its weights: enough to continue as if it had never stopped, since all random numbers are a function of these.</summary>
sealed record TrainingState
{
    /// <summary>More steps than a run can take, and more seconds than a century has.</summary>
    const double Maximum = 1e10;

    /// <summary>The phase that is next or under way; the number of phases once all are done.</summary>
    public int Phase { get; init; }

    /// <summary>The epoch in the phase.</summary>
    public int Epoch { get; init; }

    /// <summary>The batch of the epoch that is next.</summary>
    public int NextBatch { get; init; }

    /// <summary>Steps done in the run.</summary>
    public long Step { get; init; }

    /// <summary>Steps that the phase's optimizer has done.</summary>
    public long OptimizerSteps { get; init; }

    /// <summary>The losses of the epoch so far, each times its images.</summary>
    public double LossSum { get; init; }

    /// <summary>The images of the epoch so far.</summary>
    public int Images { get; init; }

    /// <summary>Seconds that the epoch has taken so far.</summary>
    public double EpochSeconds { get; init; }

    /// <summary>Epochs of the phase since the best one.</summary>
    public int EpochsWithoutGain { get; init; }

    /// <summary>The best figure so far; null before the first.</summary>
    public double? Best { get; init; }

    /// <summary>What the figure that decides between equals was then; null where the task has none.</summary>
    public double? BestTieBreaker { get; init; }

    /// <summary>The checksum of the best epoch's weights; null before the first, and in runs that version 0.1 began.</summary>
    public string? BestSha256 { get; init; }

    /// <summary>Seconds that the run has taken in all its parts.</summary>
    public double Seconds { get; init; }

    /// <summary>Why images were left out that could not be read.</summary>
    public SortedSet<string> Broken { get; init => field = value ?? []; } = new(StringComparer.Ordinal);

    /// <summary>The epochs done.</summary>
    public List<EpochResult> History { get; init => field = value ?? []; } = [];

    /// <summary>The first field with a value that no run can have; null if none.</summary>
    public string? Fault()
    {
        (string Field, double Value)[] figures =
        [
            ("phase", Phase), ("epoch", Epoch), ("nextBatch", NextBatch), ("step", Step), ("optimizerSteps", OptimizerSteps), ("images", Images),
            ("epochsWithoutGain", EpochsWithoutGain), ("epochSeconds", EpochSeconds), ("seconds", Seconds),
        ];
        foreach (var (field, value) in figures)
        {
            if (!(value >= 0 && value < Maximum))
                return FormattableString.Invariant($"'{field}' must be at least 0 and below {Maximum}, is {value}");
        }

        if (!double.IsFinite(LossSum))
            return FormattableString.Invariant($"'lossSum' must be finite, is {LossSum}");
        // Elements may be null in the JSON, whatever their type says.
        return History.Contains(null!) ? "'history' has null for an epoch" : Broken.Contains(null!) ? "'broken' has null for an image" : null;
    }
}
