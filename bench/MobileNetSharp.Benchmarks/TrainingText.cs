using System.Text;
using static System.FormattableString;

namespace MobileNetSharp.Benchmarks;

/// <summary>The table of training steps as Markdown.</summary>
static class TrainingText
{
    public static string Of(List<Comparison> results)
    {
        var (here, rival) = (results[0].Surroundings, results[0].Rivals[0]);
        var text = new StringBuilder();
        text.Append(Invariant($"# Training on {here.Processor}\n\n"));
        text.Append(Invariant($"MobileNetSharp {here.Version}, libtorch {rival.Version}, {here.Runtime}, {here.System}, {here.Processors} processors, {here.DateUtc:yyyy-MM-dd}.\n"));
        text.Append(
            "Made by `dotnet run -c Release --project bench/MobileNetSharp.Benchmarks -- training`: forward, cross entropy, backward and SGD with momentum, against plain TorchSharp modules of the same network and weights, a process each, "
            + Invariant($"{results[0].Rounds} interleaved rounds, milliseconds for a step; the ratio is the median of the rounds' ratios, ours over theirs.\n\n"));
        text.Append("| network | threads | batch | ours: median (p10, p90) | images/s | peak MB | theirs: median (p10, p90) | images/s | peak MB | ratio (p10, p90) |\n|---|---|---|---|---|---|---|---|---|---|\n");
        foreach (var result in results)
        {
            var (ours, them, ratios) = (result.LatencyMs, result.Rivals[0], result.Rivals[0].Ratios);
            var theirs = them.LatencyMs;
            text.Append(Invariant($"| {result.Model} | {result.Threads} | {result.Batch} "));
            text.Append(Invariant($"| {ours.Median:F0} ({ours.P10:F0}, {ours.P90:F0}) | {1000 * result.Batch / ours.Median:F1} | {result.PeakRssBytes / 1e6:F0} "));
            text.Append(Invariant($"| {theirs.Median:F0} ({theirs.P10:F0}, {theirs.P90:F0}) | {1000 * result.Batch / theirs.Median:F1} | {them.PeakRssBytes / 1e6:F0} "));
            text.Append(Invariant($"| **{ratios.Median:F3}** ({ratios.P10:F3}, {ratios.P90:F3}) |\n"));
        }

        return text.ToString();
    }
}
