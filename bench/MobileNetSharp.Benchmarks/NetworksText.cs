using System.Text;
using static System.FormattableString;

namespace MobileNetSharp.Benchmarks;

/// <summary>The table of all networks as Markdown.</summary>
static class NetworksText
{
    public static string Of(List<Comparison> results)
    {
        var last = results.MaxBy(result => result.Surroundings.DateUtc)!;
        var (here, rival) = (last.Surroundings, last.Rivals[0]);
        var text = new StringBuilder();
        text.Append(Invariant($"# The paper's networks on one thread of {here.Processor}\n\n"));
        text.Append(Invariant($"MobileNetSharp {here.Version}, {rival.Name} {rival.Version}, {here.Runtime}, {here.System}, {here.Vectors}-bit vectors, {here.DateUtc:yyyy-MM-dd}.\n"));
        text.Append(
            "Made by `dotnet run -c Release --project bench/MobileNetSharp.Benchmarks -- networks`: random weights, the same for both, a process each, "
            + Invariant($"{results.Min(result => result.Rounds)} interleaved rounds or more, batch 1, milliseconds; the ratio is the median of the rounds' ratios, ours over theirs.\n\n"));
        text.Append("| network | ours: median (p10, p90) | theirs: median (p10, p90) | ratio (p10, p90) | share of FMA peak | arena MB |\n|---|---|---|---|---|---|\n");
        foreach (var result in results)
        {
            var (ours, theirs, ratios) = (result.LatencyMs, result.Rivals[0].LatencyMs, result.Rivals[0].Ratios);
            text.Append(Invariant(
                $"| {result.Model} | {ours.Median:F2} ({ours.P10:F2}, {ours.P90:F2}) | {theirs.Median:F2} ({theirs.P10:F2}, {theirs.P90:F2}) | **{ratios.Median:F3}** ({ratios.P10:F3}, {ratios.P90:F3}) | {100 * result.ShareOfPeak:F0} % | {result.ArenaBytes / 1e6:F2} |\n"));
        }

        return text.ToString();
    }
}
