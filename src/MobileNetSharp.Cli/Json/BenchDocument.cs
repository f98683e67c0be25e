using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Cli.Json;

/// <summary>What <c>bench --json</c> prints. GFLOP/s count a multiply-add as two; shares are of the peak of the threads' cores.</summary>
sealed record BenchDocument(
    string Model, int Threads, int Batch, string Engine, Quantiles LatencyMs, double ThroughputPerSecond, long ArenaBytes,
    long PeakRssBytes, BenchFirstResult FirstResultMs, int Runs, int WarmUpRuns, int? SteadyFromRun,
    long Madds, double Gflops, double PeakGflopsPerCore, double ShareOfPeak,
    string Processor, string Vectors, List<BenchLayer>? Layers)
{
    /// <summary>Of a detector: the median time in which an image's outputs become boxes, which is not part of the latency.</summary>
    public double? DecodingMs { get; init; }
}

/// <summary>Milliseconds until the first output, from the start of the process and from the start of loading the model.</summary>
sealed record BenchFirstResult(double FromProcessStart, double FromLoad);

/// <summary>One step of the engine: the nodes that run as one, their multiply-adds for one image and the median time.</summary>
sealed record BenchLayer(string Name, string Op, long Madds, double Ms, double Gflops, double ShareOfPeak);
