using System.Collections.Immutable;

namespace MobileNetSharp.Paper.Measurements;

/// <summary>How long the engine takes for the paper's networks: <c>cpu-times.json</c>, which the benchmarks write.</summary>
/// <param name="Times">One entry per network, processor and vector width.</param>
public sealed record CpuTimes(ImmutableArray<CpuTime> Times)
{
    /// <summary>The times that are built into the library.</summary>
    public static CpuTimes BuiltIn { get; } = MeasurementFile.BuiltIn("cpu-times.json", MeasurementFile.Readable.CpuTimes);

    /// <summary>The processors that were measured, in the order of their names.</summary>
    public IEnumerable<string> Processors => Times.Select(time => time.Processor).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The median of a network on a processor, in milliseconds, with the widest vectors that were measured; NaN where there is none.</summary>
    public double Median(string network, string processor) => Times
        .Where(time => time.Network == network && time.Processor == processor)
        .OrderByDescending(time => time.VectorBits)
        .Select(time => time.MedianMs).FirstOrDefault(double.NaN);

    /// <summary>These times, with newer ones in place of older ones of the same network, processor and vector width.</summary>
    public CpuTimes With(IEnumerable<CpuTime> newer)
    {
        var kept = newer.Concat(Times).DistinctBy(time => (time.Processor, time.Network, time.VectorBits));
        return new CpuTimes([.. kept.OrderBy(time => time.Processor, StringComparer.Ordinal).ThenBy(time => time.Network, StringComparer.Ordinal).ThenBy(time => time.VectorBits)]);
    }

    /// <summary>Reads a file that <see cref="Save"/> wrote; no times where there is no file.</summary>
    /// <exception cref="MeasurementException">The file holds something else.</exception>
    public static CpuTimes LoadOrEmpty(string path) => File.Exists(path) ? MeasurementFile.Load(path, MeasurementFile.Readable.CpuTimes) : new CpuTimes([]);

    /// <summary>Writes the times as JSON; the file appears whole or not at all.</summary>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    public void Save(string path) => MeasurementFile.Save(path, this, MeasurementFile.Readable.CpuTimes);
}

/// <summary>The median time of a network on one thread for one image, in fp32.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="VectorBits">The vector width that was used.</param>
/// <param name="MedianMs">Milliseconds.</param>
/// <param name="DateUtc">When it was measured.</param>
public sealed record CpuTime(string Network, string Processor, int VectorBits, double MedianMs, DateTime DateUtc);
