using System.Globalization;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Cli.Output;
using static System.FormattableString;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The output of <c>bench</c> as text.</summary>
static class BenchText
{
    public static void Print(BenchDocument bench)
    {
        var (latency, first) = (bench.LatencyMs, bench.FirstResultMs);
        var threads = bench.Threads == 1 ? "1 thread" : $"{bench.Threads} threads";
        var core = bench.Threads == 1 ? "this core's" : "these cores'";
        var facts = TextTable.OfFacts();
        Console.Out.WriteLine(bench.Model);
        Row("processor", bench.Processor);
        Row("engine", $"{bench.Engine}, {(bench.Vectors == "scalar" ? "no vectors" : $"{bench.Vectors}-bit vectors")}, {threads}, batch {bench.Batch}");
        Row("latency", Invariant($"{latency.Median:F3} ms median, {latency.P10:F3} p10, {latency.P90:F3} p90 ({Runs(bench.Runs)} after {bench.WarmUpRuns} warm-up runs)"));
        if (bench.DecodingMs is { } decoding)
            Row("boxes", Invariant($"{decoding:F3} ms more to decode an image's boxes and suppress those that overlap"));
        Row("throughput", Invariant($"{bench.ThroughputPerSecond:F1} images/s"));
        Row("speed", Invariant($"{bench.Gflops:F1} GFLOP/s, {Figures.Percent(bench.ShareOfPeak)} of {core} measured peak ({bench.PeakGflopsPerCore:F1} per core)"));
        Row("memory", $"{Figures.Megabytes(bench.ArenaBytes)} arena, {Figures.Megabytes(bench.PeakRssBytes)} peak of the whole process");
        Row("first result", Invariant($"{first.FromProcessStart:F0} ms after process start, {first.FromLoad:F0} ms after loading started"));
        Row("steady", bench.SteadyFromRun is { } run ? $"from run {run}" : "not reached during warm-up; the machine may be busy");
        facts.Print();
        if (bench.Layers is { } layers)
            Layers(layers);

        void Row(string what, string value) => facts.Add(what, value);
    }

    static void Layers(List<BenchLayer> layers)
    {
        var all = layers.Sum(layer => layer.Ms);
        var table = new TextTable(
            new("STEP"), new("OPS", IsOptional: true), new("MULTIPLY-ADDS", IsNumber: true, IsOptional: true), new("MS", IsNumber: true),
            new("OF TIME", IsNumber: true), new("GFLOP/S", IsNumber: true, IsOptional: true), new("OF PEAK", IsNumber: true, IsOptional: true))
        { Indent = "" };
        foreach (var layer in layers)
            Line(layer.Name, Ops(layer), layer.Madds, layer.Ms, layer.Ms / all, layer.Madds == 0 ? null : (layer.Gflops, layer.ShareOfPeak));
        Line("total", "", layers.Sum(layer => layer.Madds), all, 1, null);
        Console.Out.WriteLine();
        table.Print();

        void Line(string step, string ops, long madds, double ms, double share, (double Gflops, double ShareOfPeak)? speed)
        {
            var (gflops, peak) = speed is { } known
                ? (known.Gflops.ToString("F1", CultureInfo.InvariantCulture), Figures.Percent(known.ShareOfPeak))
                : ("", "");
            table.Add(step, ops, Figures.Count(madds), Invariant($"{ms:F4}"), Figures.Percent(share), gflops, peak);
        }
    }

    /// <summary>The ops of a step, their number where they would not fit.</summary>
    static string Ops(BenchLayer layer) => layer.Op.Split(" + ") is { Length: > 3 } ops ? $"{ops.Length} fused ops" : layer.Op;

    static string Runs(int runs) => runs == 1 ? "1 run" : $"{Figures.Count(runs)} runs";
}
