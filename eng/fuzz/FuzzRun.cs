using System.Diagnostics;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Fuzz;

/// <summary>Reads damaged copies of a reader's files. What it should not do is kept in artifacts/fuzz: the file, and what happened.</summary>
sealed class FuzzRun(Reader reader, int seed)
{
    static readonly TimeSpan Slow = TimeSpan.FromSeconds(5), Hang = TimeSpan.FromMinutes(1);

    readonly string folder = SeedFiles.Folder(reader.Name);
    FuzzReport report = new(reader.Name);

    /// <summary>So many files, of which only one is read where its number is given.</summary>
    public FuzzReport Run(int count, int? only)
    {
        byte[][] seeds = [.. reader.Seeds()];
        report = report with { Seeds = seeds.Length };
        if (seeds.Length == 0)
            return report;
        foreach (var file in seeds)
            Read(-1, new("as it is", file), isWarmUp: true);
        using var watchdog = new Watchdog(folder, Hang);
        var number = 0;
        foreach (var mutant in FileMutations.Create(seeds, count, seed))
        {
            if (only is null || only == number)
            {
                watchdog.Begin(number);
                Read(number, mutant, isWarmUp: false);
            }

            number++;
        }

        return report;
    }

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
        File.WriteAllText(Path.Combine(folder, $"{seed}-{number}.txt"), $"{mutant.Damage}\n{fault}\n");
        Console.Error.WriteLine($"{reader.Name} {number} ({mutant.Damage}): {fault.Split('\n')[0]}");
    }
}
