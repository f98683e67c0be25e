using System.Collections.Immutable;
using System.Reflection;
using System.Text.Json;

namespace MobileNetSharp.Paper;

/// <summary>What the benchmarks' suite measured, as it is kept in <c>bench/results</c>: milliseconds for one image on one thread.</summary>
static class CpuTimes
{
    /// <summary>What was measured, file by file.</summary>
    public static ImmutableArray<CpuTime> All { get; } = Read();

    /// <summary>The processors that were measured, in the order of their names.</summary>
    public static ImmutableArray<string> Processors { get; } = [.. All.Select(time => time.Processor).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The median of a network on a processor, with the widest vectors that were measured; NaN where it was not.</summary>
    public static double Median(string network, string processor) => All
        .Where(time => time.Network == network && time.Processor == processor)
        .OrderByDescending(time => time.VectorBits)
        .Select(time => time.MedianMs).FirstOrDefault(double.NaN);

    static ImmutableArray<CpuTime> Read()
    {
        var times = ImmutableArray.CreateBuilder<CpuTime>();
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith("bench/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var document = JsonDocument.Parse(stream);
            foreach (var row in document.RootElement.EnumerateArray())
            {
                if (row.GetProperty("threads").GetInt32() == 1 && row.GetProperty("batch").GetInt32() == 1 && row.GetProperty("engine").GetString() == "fast")
                    times.Add(Time(row));
            }
        }

        return times.ToImmutable();
    }

    static CpuTime Time(JsonElement row)
    {
        var surroundings = row.GetProperty("surroundings");
        return new CpuTime(
            row.GetProperty("model").GetString()!,
            surroundings.GetProperty("processor").GetString()!,
            int.TryParse(surroundings.GetProperty("vectors").GetString(), out var bits) ? bits : 0,
            row.GetProperty("latencyMs").GetProperty("median").GetDouble(),
            surroundings.GetProperty("dateUtc").GetDateTime());
    }
}
