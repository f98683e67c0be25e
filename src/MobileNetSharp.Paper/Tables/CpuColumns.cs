using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Paper;

/// <summary>Our engine's milliseconds beside the paper's, a column for each processor that was measured.</summary>
static class CpuColumns
{
    public static ImmutableArray<string> Names { get; } = [.. CpuTimes.Processors.Select((_, i) => CpuTimes.Processors.Length == 1 ? "CPU, ms" : $"CPU {i + 1}, ms")];

    public static ImmutableArray<string> Notes { get; } =
    [
        .. CpuTimes.Processors.Select((processor, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"{Names[i]}: median of our engine, fp32, one thread, one picture, on {processor}; bench/results, {CpuTimes.All.Where(time => time.Processor == processor).Max(time => time.DateUtc):yyyy-MM-dd}.")),
    ];

    public static IEnumerable<Cell> Cells(string network) => CpuTimes.Processors.Select(processor => Cell.Ours(CpuTimes.Median(network, processor), "0.00"));
}
