using System.Diagnostics;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>Reads damaged files with one reader. What it should not do is kept in artifacts/fuzz: the file, and what happened.</summary>
sealed class FuzzRun
{
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(5), Hang = TimeSpan.FromMinutes(1);

    /// <summary>A line whose every character is escaped.</summary>
    const int MaxMessage = 6 * PrintableText.LongestLine;

    readonly Reader reader;
    readonly int seed;
    readonly string folder;
    readonly byte[][] seeds;
    FuzzReport report;

    /// <summary>Reads the reader's whole files once.</summary>
    public FuzzRun(Reader reader, int seed)
    {
        (this.reader, this.seed, folder, seeds, report) = (reader, seed, SeedFiles.Folder(reader.Name), [.. reader.Seeds()], new(reader.Name));
        foreach (var file in seeds)
            Read(-1, new("as it is", file), isWarmUp: true);
    }

    /// <summary>Reads the damaged files of these numbers, which are the same for the same seed.</summary>
    public FuzzReport Run(int from, int count)
    {
        report = new(reader.Name) { Seeds = seeds.Length };
        if (seeds.Length == 0)
            return report;
        using var watchdog = new Watchdog(folder, Hang);
        var start = Stopwatch.GetTimestamp();
        for (var number = from; number < from + count; number++)
        {
            watchdog.Begin(number);
            Read(number, reader.Mutate(seeds, new Random(HashCode(number))), isWarmUp: false);
        }

        return report with { Total = Stopwatch.GetElapsedTime(start) };
    }

    /// <summary>Neighboring numbers give unlike files.</summary>
    int HashCode(int number) => unchecked((int)(((((ulong)(uint)seed << 32) | (uint)number) * 0x9E3779B97F4A7C15) >> 32));

    void Read(int number, Mutant mutant, bool isWarmUp)
    {
        var (before, start) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        Exception? outcome = null;
        try
        {
            reader.Read(mutant.Bytes);
        }
#pragma warning disable CA1031 // Any exception but a refusal is what this looks for.
        catch (Exception e)
#pragma warning restore CA1031
        {
            outcome = e;
        }

        var (elapsed, allocated) = (Stopwatch.GetElapsedTime(start), GC.GetAllocatedBytesForCurrentThread() - before);
        if (isWarmUp)
            return;
        report = report.With(outcome is null, elapsed, allocated);
        var bound = (reader.Multiple * (long)mutant.Bytes.Length) + reader.FixedBytes;
        var fault = outcome switch
        {
            not null when !reader.IsRefusal(outcome) => outcome.ToString(),
            not null when outcome.Message.Contains('\n', StringComparison.Ordinal) => $"more than one line: {outcome.Message}",
            not null when outcome.Message.Length > MaxMessage => $"a message of {outcome.Message.Length} characters",
            _ when allocated > bound => $"{allocated} bytes allocated for a file of {mutant.Bytes.Length}, more than {bound}",
            _ when elapsed > Slow => $"{elapsed.TotalSeconds:0.0} s for a file of {mutant.Bytes.Length} bytes",
            _ => null,
        };
        if (fault is not null)
            Keep(number, mutant, fault);
    }

    void Keep(int number, Mutant mutant, string fault)
    {
        report = report with { Faults = report.Faults + 1 };
        File.WriteAllBytes(Path.Combine(folder, $"{seed}-{number}.bin"), mutant.Bytes);
        File.WriteAllText(Path.Combine(folder, $"{seed}-{number}.txt"), $"{mutant.Damage}\n{fault}\n{reader.Describe(mutant.Bytes)}\n");
        Console.Error.WriteLine($"{reader.Name} {number} ({mutant.Damage}): {fault.Split('\n')[0]}");
    }
}
