using System.Text;
using MobileNetSharp.Inference.Profiling;
using static System.FormattableString;

namespace MobileNetSharp.Benchmarks;

/// <summary>A comparison for people.</summary>
static class CompareText
{
    public static string Of(Comparison comparison)
    {
        var here = comparison.Surroundings;
        string[] names = ["MobileNetSharp", .. comparison.Rivals.Select(rival => $"{rival.Name} {rival.Version}")];
        var width = names.Max(name => name.Length);
        var text = new StringBuilder();
        text.AppendLine(Invariant($"{comparison.Model}, {comparison.Threads} thread(s), batch {comparison.Batch}, {comparison.Rounds} rounds"));
        text.AppendLine(Invariant($"{here.Processor}, {here.Vectors}-bit vectors, {here.Runtime}, {here.System}, {here.DateUtc:yyyy-MM-dd}"));
        text.AppendLine();
        text.AppendLine(Invariant($"{"".PadRight(width)}  {"MEDIAN MS",9}  {"P10",9}  {"P90",9}  {"PEAK MB",8}  {"OURS / IT",9}  (P10 to P90 OF THE ROUNDS)"));
        text.AppendLine(Invariant($"{names[0].PadRight(width)}  {Figures(comparison.LatencyMs)}  {comparison.PeakRssBytes / 1e6,8:F1}"));
        foreach (var (name, rival) in names.Skip(1).Zip(comparison.Rivals))
        {
            text.AppendLine(Invariant(
                $"{name.PadRight(width)}  {Figures(rival.LatencyMs)}  {rival.PeakRssBytes / 1e6,8:F1}  {rival.Ratio,9:F3}  ({rival.Ratios.P10:F3} to {rival.Ratios.P90:F3})"));
        }

        text.AppendLine();
        foreach (var rival in comparison.Rivals.Where(rival => rival.ArenaBytes is not null))
            text.AppendLine(Invariant($"arena {comparison.ArenaBytes} bytes, of the {rival.Name} {rival.ArenaBytes} bytes"));
        text.AppendLine(Invariant(
            $"{comparison.Gflops:F1} GFLOP/s, {100 * comparison.ShareOfPeak:F1} % of the measured peak of {comparison.PeakGflopsPerCore:F1} GFLOP/s a core"));
        if (comparison.ArenaBytes == 0) // training has none
            return text.ToString().TrimEnd();
        text.Append(Invariant($"arena {comparison.ArenaBytes / 1e6:F2} MB, steady from run {comparison.SteadyFromRun?.ToString() ?? "(never)"}"));
        return text.ToString();
    }

    static string Figures(Quantiles ms) => Invariant($"{ms.Median,9:F3}  {ms.P10,9:F3}  {ms.P90,9:F3}");
}
