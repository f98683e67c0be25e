using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Benchmarks;

/// <summary>
/// This build's command against another build's on one model. A round is one process of each, every other round in the
/// opposite order; all that is asked of the other build is <c>bench MODEL --json --threads N --batch N</c> and its fixed fields.
/// </summary>
sealed class BaselineMatch(string baseline, string model, int threads, int batch, int lanes)
{
    /// <summary>This build's command, which lies beside the benchmarks.</summary>
    static string Ours { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "mobilenet.exe" : "mobilenet");

    /// <summary>Runs so many rounds; throws <see cref="BenchmarkException"/> where one of the commands fails.</summary>
    public Comparison Play(int rounds)
    {
        if (!File.Exists(baseline))
            throw new BenchmarkException($"There is no command '{baseline}': --baseline takes the mobilenet executable of another build.");
        var (ours, theirs) = (new List<BenchRound>(), new List<BenchRound>());
        for (var round = 0; round < rounds; round++)
        {
            foreach (var isOurs in (bool[])[round % 2 == 0, round % 2 != 0])
                (isOurs ? ours : theirs).Add(Bench(isOurs ? Ours : baseline));
        }

        return Result(ours, theirs, Run(baseline, "--version").Trim());
    }

    Comparison Result(List<BenchRound> ours, List<BenchRound> theirs, string version)
    {
        var (last, latency) = (ours[^1], Latency(ours));
        var ratios = Quantiles.From(ours.Zip(theirs, (our, their) => our.LatencyMs.Median / their.LatencyMs.Median)).Rounded();
        var rival = new Rival(
            "baseline", version, Latency(theirs), ratios.Median, ratios, theirs.Max(round => round.PeakRssBytes), 0, theirs[^1].ArenaBytes);
        return new Comparison(
            last.Model, threads, batch, last.Engine, latency, Math.Round(1000 * batch / latency.Median, 2), last.ArenaBytes,
            ours.Max(round => round.PeakRssBytes), 0, last.SteadyFromRun, last.Gflops, last.PeakGflopsPerCore, last.ShareOfPeak, [rival], ours.Count,
            new Surroundings(
                Processor.Name, last.Vectors ?? Processor.Vectors, Environment.ProcessorCount, OurRunner.OurVersion,
                RuntimeInformation.FrameworkDescription, RuntimeInformation.OSDescription, DateTime.UtcNow));
    }

    /// <summary>The median round in each quantile.</summary>
    static Quantiles Latency(List<BenchRound> rounds)
    {
        double Middle(Func<Quantiles, double> quantile) => Quantiles.From(rounds.Select(round => quantile(round.LatencyMs))).Median;
        return new Quantiles(Middle(ms => ms.Median), Middle(ms => ms.P10), Middle(ms => ms.P90)).Rounded();
    }

    BenchRound Bench(string command) => JsonSerializer.Deserialize(
        Run(command, "bench", model, "--json", "--threads", Text(threads), "--batch", Text(batch)), BenchRoundJson.Default.BenchRound)!;

    string Run(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        Lanes.Limit(start, lanes);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output
            : throw new BenchmarkException($"'{command} {string.Join(' ', arguments)}' ended with exit code {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
    }

    static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What a build's <c>bench --json</c> prints. The fields behind the arena's are not fixed: another build may lack them.</summary>
sealed record BenchRound(
    string Model, string Engine, Quantiles LatencyMs, long ArenaBytes, long PeakRssBytes = 0, int? SteadyFromRun = null,
    double Gflops = 0, double PeakGflopsPerCore = 0, double ShareOfPeak = 0, string? Vectors = null);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(BenchRound))]
sealed partial class BenchRoundJson : JsonSerializerContext;
