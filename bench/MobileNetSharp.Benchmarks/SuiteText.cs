using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace MobileNetSharp.Benchmarks;

/// <summary>The table of targets as Markdown, every figure beside its target, missed ones too.</summary>
static class SuiteText
{
    /// <summary>The results in the order of <see cref="SuiteRow.All"/>.</summary>
    public static string Of(List<Comparison> results)
    {
        var (here, rival) = (results[0].Surroundings, results[0].Rivals[0]);
        var text = new StringBuilder();
        text.Append(Invariant($"# {here.Processor}\n\n"));
        text.Append(Invariant($"MobileNetSharp {here.Version}, {rival.Name} {rival.Version}, {here.Runtime}, {here.System}, {here.Processors} processors, {here.DateUtc:yyyy-MM-dd}.\n"));
        text.Append(
            "Made by `dotnet run -c Release --project bench/MobileNetSharp.Benchmarks -- suite`: the same weights for both, a process each, "
            + Invariant($"{results[0].Rounds} interleaved rounds, milliseconds for one inference of the whole batch; the ratio is the median of the rounds' ratios, ours over theirs.\n\n"));
        text.Append("| network | threads | batch | vectors | ours: median (p10, p90) | theirs: median (p10, p90) | ratio (p10, p90) | target | |\n|---|---|---|---|---|---|---|---|---|\n");
        foreach (var (row, result) in SuiteRow.All.Zip(results))
        {
            var (ours, theirs, ratios) = (result.LatencyMs, result.Rivals[0].LatencyMs, result.Rivals[0].Ratios);
            text.Append(Invariant(
                $"| {row.Model} | {row.Threads} | {row.Batch} | {result.Surroundings.Vectors} | {ours.Median:F3} ({ours.P10:F3}, {ours.P90:F3}) | {theirs.Median:F3} ({theirs.P10:F3}, {theirs.P90:F3}) | **{ratios.Median:F3}** ({ratios.P10:F3}, {ratios.P90:F3}) | ≤ {row.MaximalRatio:F2} | {Mark(ratios.Median <= row.MaximalRatio)} |\n"));
        }

        var main = results[0];
        text.Append(Invariant($"\nOf {main.Model} on one thread:\n\n| | figure | target | |\n|---|---|---|---|\n"));
        Row("share of the core's measured FMA peak", Invariant($"{100 * main.ShareOfPeak:F1} % of {main.PeakGflopsPerCore:F1} GFLOP/s"), "≥ 85 %", main.ShareOfPeak >= 0.85);
        Row("activation memory (arena)", Invariant($"{main.ArenaBytes / 1e6:F3} MB"), "≤ 1.0 MB", main.ArenaBytes <= 1_000_000);
        Row("steady from run", main.SteadyFromRun?.ToString(CultureInfo.InvariantCulture) ?? "never", "≤ 3", main.SteadyFromRun <= 3);
        return text.ToString();

        void Row(string what, string figure, string target, bool met) => text.Append($"| {what} | {figure} | {target} | {Mark(met)} |\n");
    }

    static string Mark(bool met) => met ? "met" : "missed";
}
