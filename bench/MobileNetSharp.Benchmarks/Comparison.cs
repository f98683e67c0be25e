using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Benchmarks;

/// <summary>
/// What compare finds, also its JSON. Ratios are ours over theirs, of the medians of one round each: below 1 we are faster.
/// GFLOP/s count a multiply-add as two; the share is of the measured peak of as many cores as there are threads.
/// </summary>
sealed record Comparison(
    string Model, int Threads, int Batch, string Engine, Quantiles LatencyMs, double ThroughputPerSecond, long ArenaBytes,
    long PeakRssBytes, double FirstResultMs, int? SteadyFromRun, double Gflops, double PeakGflopsPerCore, double ShareOfPeak,
    List<Rival> Rivals, int Rounds, Surroundings Surroundings);

/// <summary>Another runtime, or another build of ours, on the same weights; the ratio is the median over the rounds. The arena is null where a rival does not report it.</summary>
sealed record Rival(
    string Name, string Version, Quantiles LatencyMs, double Ratio, Quantiles Ratios, long PeakRssBytes, double FirstResultMs, long? ArenaBytes = null);

/// <summary>Figures as they are printed.</summary>
static class Rounding
{
    public static Quantiles Rounded(this Quantiles quantiles) =>
        new(Math.Round(quantiles.Median, 4), Math.Round(quantiles.P10, 4), Math.Round(quantiles.P90, 4));
}

/// <summary>Where and when it was measured; the vectors are those of our engine.</summary>
sealed record Surroundings(string Processor, string Vectors, int Processors, string Version, string Runtime, string System, DateTime DateUtc);
