using System.Collections.Immutable;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>What the trainings of one variant came to.</summary>
/// <param name="Name">The variant, as the figure calls it.</param>
/// <param name="Figure"><c>6a</c> or <c>6b</c>.</param>
/// <param name="Curves">For each seed that is done, from seed 1 on: validation top-1 after each epoch, 0 … 1.</param>
public sealed record Figure6Curves(string Name, string Figure, ImmutableArray<ImmutableArray<double>> Curves)
{
    /// <summary>The mean over the seeds of top-1 after the last epoch; null before the first training is done.</summary>
    public double? FinalMean => Curves.IsEmpty ? null : Math.Round(Curves.Average(curve => curve[^1]), 6);

    /// <summary>The standard deviation of the same over the seeds (of a sample: divided by n − 1); null for fewer than two.</summary>
    public double? FinalSpread => Curves.Length < 2
        ? null
        : Math.Round(Math.Sqrt(Curves.Sum(curve => Math.Pow(curve[^1] - Curves.Average(other => other[^1]), 2)) / (Curves.Length - 1)), 6);
}
