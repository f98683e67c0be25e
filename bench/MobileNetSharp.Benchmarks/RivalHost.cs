using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Benchmarks;

/// <summary>The process of one rival: loads, warms up, says so, then runs a burst of as many inferences as each line on stdin says.</summary>
static class RivalHost
{
    public const string Verb = "rival";
    static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(5);

    public static Command CreateCommand()
    {
        var (name, path) = (new Argument<string>("NAME"), new Argument<string>("FILE"));
        var (threads, batch) = (new Argument<int>("THREADS"), new Argument<int>("BATCH"));
        var command = new Command(Verb, "One rival's own process.") { name, path, threads, batch };
        command.Hidden = true;
        command.SetAction(parsed => Serve(parsed.GetValue(name)!, parsed.GetValue(path)!, parsed.GetValue(threads), parsed.GetValue(batch)));
        return command;
    }

    static int Serve(string name, string path, int threads, int batch)
    {
        var start = Stopwatch.GetTimestamp();
        using var runner = Runner.Create(name, path, threads, batch);
        var first = WarmUp.Time(runner.Run);
        var firstResult = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        List<double> warmUp = [first, .. WarmUp.Run(runner.Run, WarmUpLimit)];
        using (var process = Process.GetCurrentProcess())
        {
            Say(JsonSerializer.Serialize(
                new RivalReady(
                    runner.Name, runner.Version, Processor.Vectors, runner.ArenaBytes, process.PeakWorkingSet64, firstResult, warmUp, runner.Output),
                RivalJson.Default.RivalReady));
        }

        while (Console.In.ReadLine() is { } line)
            Say(JsonSerializer.Serialize(Burst(runner, int.Parse(line, CultureInfo.InvariantCulture)), RivalJson.Default.RivalBurst));
        return 0;
    }

    /// <summary>The first inference is not counted: it finds the caches and the clock as the other rival left them.</summary>
    static RivalBurst Burst(Runner runner, int runs)
    {
        var peak = Processor.MeasurePeakGflops();
        runner.Run();
        var times = new List<double>(runs);
        for (var i = 0; i < runs; i++)
            times.Add(WarmUp.Time(runner.Run));
        return new RivalBurst(times, peak);
    }

    static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}
