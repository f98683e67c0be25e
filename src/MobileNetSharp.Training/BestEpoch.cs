using MobileNetSharp.Evaluation;

namespace MobileNetSharp.Training;

/// <summary>The epoch whose weights a run keeps.</summary>
/// <param name="Epoch">Its figures.</param>
/// <param name="Metric">The figure that chose it.</param>
/// <param name="Reason">Why it is the best, such as <c>lowest validation loss 0.0971</c>.</param>
public sealed record BestEpoch(EpochResult Epoch, Metric Metric, string Reason)
{
    /// <summary>The best of these epochs; null where there are none.</summary>
    internal static BestEpoch? Of(IReadOnlyList<EpochResult> history, Metric metric, Metric? tieBreaker)
    {
        if (history.LastOrDefault(epoch => epoch.IsBest) is not { } best)
            return null;
        var value = Value(best, metric);
        if (history.Any(epoch => metric.HigherIsBetter ? Value(epoch, metric) > value : Value(epoch, metric) < value))
            return new BestEpoch(best, metric, $"{metric.Words} {metric.Format(value)}, no other is better by the recipe's minimum gain");
        var isTied = tieBreaker is not null && tieBreaker != metric && history.Count(epoch => Value(epoch, metric).Equals(value)) > 1;
        return new BestEpoch(best, metric, isTied ? $"{Extreme(metric, best)}, and of several the {Extreme(tieBreaker!, best)}" : Extreme(metric, best));
    }

    static string Extreme(Metric metric, EpochResult epoch) => $"{(metric.HigherIsBetter ? "highest" : "lowest")} {metric.Words} {metric.Format(Value(epoch, metric))}";

    /// <summary>Not a number where a run that an older version began has no such figure.</summary>
    static double Value(EpochResult epoch, Metric metric) => epoch.Metrics.GetValueOrDefault(metric.Name, double.NaN);
}
