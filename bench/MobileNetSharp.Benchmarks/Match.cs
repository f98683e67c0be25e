using System.Runtime.InteropServices;
using MobileNetSharp.Benchmarks.Torch;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Benchmarks;

/// <summary>Our engine against rivals on one model: a process each, all waiting but the one whose turn it is.</summary>
sealed class Match : IDisposable
{
    const double BurstMs = 150;
    readonly BenchmarkModel model;
    readonly int threads;
    readonly int batch;
    readonly List<RivalProcess> processes = [];

    /// <summary>Starts all of them; throws <see cref="BenchmarkException"/> where their outputs differ. Lanes hold for us alone.</summary>
    public Match(BenchmarkModel model, int threads, int batch, int lanes, IEnumerable<string> rivals, string ours = OurRunner.RivalName)
    {
        (this.model, this.threads, this.batch) = (model, threads, batch);
        try
        {
            processes.Add(new RivalProcess(ours, model.FilePath, threads, batch, lanes));
            foreach (var rival in rivals)
            {
                processes.Add(new RivalProcess(rival, model.FilePath, threads, batch, lanes: 0));
                if (OutputCheck.Fault(processes[^1].Ready.Output, processes[0].Ready.Output) is { } fault)
                    throw new BenchmarkException($"{model.Name}: our output is not {rival}'s, so there is nothing to compare: {fault}.");
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A burst of each rival a round; every other round in the opposite order.</summary>
    public Comparison Play(int rounds)
    {
        int[] runs = [.. processes.Select(process => (int)Math.Clamp(BurstMs / process.Ready.WarmUpMs.Min(), 3, 1000))];
        var bursts = processes.Select(_ => new List<RivalBurst>()).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < processes.Count; turn++)
            {
                var rival = round % 2 == 0 ? turn : processes.Count - 1 - turn;
                bursts[rival].Add(processes[rival].Burst(runs[rival]));
            }
        }

        return Result(bursts);
    }

    public void Dispose()
    {
        foreach (var process in processes)
            process.Dispose();
        processes.Clear();
    }

    Comparison Result(List<RivalBurst>[] bursts)
    {
        var (ready, latency) = (processes[0].Ready, Latency(bursts[0]));
        var peak = bursts[0].Max(burst => burst.PeakGflops);
        var gflops = 2e-6 * model.Madds * batch / latency.Median;
        return new Comparison(
            model.Name, threads, batch, ready.Name == TrainingRunner.OurName ? "torch" : "fast", latency, Math.Round(1000 * batch / latency.Median, 2), ready.ArenaBytes ?? 0,
            ready.PeakRssBytes, Math.Round(ready.FirstResultMs, 1), WarmUp.FirstSteadyRun(ready.WarmUpMs, latency.Median),
            Math.Round(gflops, 2), Math.Round(peak, 1), Math.Round(gflops / (peak * threads), 4),
            [.. processes.Zip(bursts).Skip(1).Select(rival => Against(rival.First.Ready, bursts[0], rival.Second))],
            bursts[0].Count, Here(ready));
    }

    static Rival Against(RivalReady rival, List<RivalBurst> ours, List<RivalBurst> theirs)
    {
        var ratios = Quantiles.From(ours.Zip(theirs, (our, their) => Median(our) / Median(their))).Rounded();
        return new Rival(
            rival.Name, rival.Version, Latency(theirs), ratios.Median, ratios, rival.PeakRssBytes, Math.Round(rival.FirstResultMs, 1), rival.ArenaBytes);
    }

    static Surroundings Here(RivalReady ours) => new(
        Processor.Name, ours.Vectors, Environment.ProcessorCount, ours.Version,
        RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, DateTime.UtcNow);

    static double Median(RivalBurst burst) => Quantiles.From(burst.Ms).Median;

    static Quantiles Latency(List<RivalBurst> bursts) => Quantiles.From(bursts.SelectMany(burst => burst.Ms)).Rounded();
}
