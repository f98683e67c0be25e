using System.Collections.Immutable;
using System.Diagnostics;
using MobileNetSharp.Analysis;
using MobileNetSharp.Cli.Json;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Inference.Profiling;

namespace MobileNetSharp.Cli.Commands;

/// <summary>Times a model: first result, warm-up, steady runs, and apart from them runs with a clock at every step.</summary>
sealed class BenchRun : IDisposable
{
    /// <summary>The peak is measured again after so many milliseconds of runs: both see the same clock and the same neighbors.</summary>
    const double PeakEveryMs = 100;
    static readonly TimeSpan WarmUpLimit = TimeSpan.FromSeconds(5);
    readonly Model model;
    readonly EngineOptions options;
    readonly int batch;
    readonly Engine engine;
    readonly Session session;
    readonly ReadOnlyMemory<float>[] inputs;
    readonly Memory<float>[] outputs;
    readonly BenchFirstResult firstResult;
    readonly double firstRunMs;
    double peakGflops;

    /// <summary>Prepares the model and runs it once; its loading began at <paramref name="loadStart"/>.</summary>
    public BenchRun(Model model, EngineOptions options, int batch, long loadStart)
    {
        (this.model, this.options, this.batch) = (model, options, batch);
        engine = new Engine(model, options);
        session = CreateSession(model.Graph);
        inputs = [.. session.Inputs.Select(input => (ReadOnlyMemory<float>)RandomInput(input.Shape))];
        outputs = [.. session.Outputs.Select(output => (Memory<float>)new float[output.Node.Shape.Count])];
        firstRunMs = WarmUp.Time(() => Run(default));
        using var process = Process.GetCurrentProcess();
        firstResult = new BenchFirstResult(
            Round((DateTime.Now - process.StartTime).TotalMilliseconds, 0), Round(Stopwatch.GetElapsedTime(loadStart).TotalMilliseconds, 1));
    }

    public void Dispose()
    {
        session.Dispose();
        engine.Dispose();
    }

    /// <summary>At most so many runs within so much time, and at least one.</summary>
    public BenchDocument Measure(int runs, TimeSpan limit, bool layers, CancellationToken cancellationToken)
    {
        List<double> warmUp = [firstRunMs, .. WarmUp.Run(() => Run(cancellationToken), WarmUpLimit)];
        var times = Time(runs, limit, cancellationToken);
        var steps = layers ? Layers(cancellationToken) : null;
        var latency = Quantiles.From(times);
        var madds = model.Graph.Analyze().Madds;
        using var process = Process.GetCurrentProcess();
        return new BenchDocument(
            model.Graph.Name, options.Threads, batch, options.Kind == EngineKind.Fast ? "fast" : "reference",
            new(Round(latency.Median, 4), Round(latency.P10, 4), Round(latency.P90, 4)),
            Round(1000 * batch / latency.Median, 2), session.Plan?.Memory.SizeBytes ?? 0,
            process.PeakWorkingSet64, firstResult, times.Count, warmUp.Count, WarmUp.FirstSteadyRun(warmUp, latency.Median),
            madds, Gflops(madds, latency.Median), Round(peakGflops, 1), ShareOfPeak(madds, latency.Median),
            Processor.Name, Processor.Vectors, steps)
        {
            DecodingMs = MeasureDecoding(runs, limit, cancellationToken),
        };
    }

    /// <summary>From the outputs to boxes of an image; null where the model is not a detector.</summary>
    double? MeasureDecoding(int runs, TimeSpan limit, CancellationToken cancellationToken)
    {
        if (model.Card is not { BoxDecoding: not null, Preprocessing: not null })
            return null;
        var head = DetectorHead.FromModel(model);
        var decoder = head.CreateDecoder();
        float[][] decoded = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select(output => outputs[session.Outputs.Index().First(own => own.Item.Name == output.Name).Index].ToArray())];
        var times = new List<double>();
        WarmUp.Run(Decode, WarmUpLimit);
        for (var start = Stopwatch.GetTimestamp(); times.Count == 0 || (times.Count < runs && Stopwatch.GetElapsedTime(start) < TimeSpan.FromTicks(Math.Min(limit.Ticks, TimeSpan.TicksPerSecond)));)
            times.Add(WarmUp.Time(Decode));
        return Round(Quantiles.From(times).Median, 4);

        void Decode() => decoder.Decode(decoded, 0, head.InputSize, new Box(0, 0, head.InputSize.Width, head.InputSize.Height), cancellationToken);
    }

    List<double> Time(int runs, TimeSpan limit, CancellationToken cancellationToken)
    {
        var times = new List<double>();
        var (start, sincePeak) = (Stopwatch.GetTimestamp(), PeakEveryMs);
        do
        {
            if (sincePeak >= PeakEveryMs)
            {
                peakGflops = Math.Max(peakGflops, Processor.MeasurePeakGflops());
                sincePeak = 0;
            }

            times.Add(WarmUp.Time(() => Run(cancellationToken)));
            sincePeak += times[^1];
        }
        while (times.Count < runs && Stopwatch.GetElapsedTime(start) < limit);
        return times;
    }

    List<BenchLayer> Layers(CancellationToken cancellationToken)
    {
        var profile = session.StartProfile();
        var times = profile.Steps.Select(_ => new List<double>()).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var run = 0; run < 50 && (run < 3 || Stopwatch.GetElapsedTime(start) < WarmUpLimit); run++)
        {
            Run(cancellationToken);
            for (var step = 0; step < times.Length; step++)
                times[step].Add(profile.Times[step].TotalMilliseconds);
        }

        return [.. profile.Steps.Zip(times, (nodes, ms) => Layer(nodes, Quantiles.From(ms).Median))];
    }

    BenchLayer Layer(ImmutableArray<Node> nodes, double ms)
    {
        var name = nodes.Length == 1 ? nodes[0].Name : $"{nodes[0].Name} … {nodes[^1].Name}";
        var madds = nodes.Sum(node => node.Madds());
        return new BenchLayer(name, string.Join(" + ", nodes.Select(Op)), madds, Round(ms, 4), Gflops(madds, ms), ShareOfPeak(madds, ms));
    }

    /// <summary>A short name of the op.</summary>
    static string Op(Node node) => node.Op switch
    {
        Conv2d conv when node.IsDepthwise => $"depthwise {conv.Kernel}",
        Conv2d conv => $"conv {conv.Kernel}",
        Activation activation => activation.ToString(),
        _ => node.Op.GetType().Name,
    };

    void Run(CancellationToken cancellationToken)
    {
        if (inputs.Length == 1 && outputs.Length == 1)
            session.Run(inputs[0].Span, outputs[0].Span, cancellationToken);
        else
            session.Run(inputs, outputs, cancellationToken);
    }

    Session CreateSession(Graph graph)
    {
        if (graph.Inputs is [{ Shape: var shape }])
            return engine.CreateSession(batch, shape.Height, shape.Width);
        return batch == graph.Inputs[0].Shape.Batch
            ? engine.CreateSession()
            : throw new UserException($"'{graph.Name}' has {graph.Inputs.Length} inputs; --batch only works for networks with one input.");
    }

    double Gflops(long madds, double ms) => Round(2e-6 * madds * batch / ms, 2);

    double ShareOfPeak(long madds, double ms) => Round(2e-6 * madds * batch / ms / (peakGflops * options.Threads), 4);

    static float[] RandomInput(Shape shape)
    {
        var random = new Random(1);
        var values = new float[shape.Count];
        foreach (ref var value in values.AsSpan())
            value = (random.NextSingle() * 2) - 1;
        return values;
    }

    static double Round(double value, int digits) => Math.Round(value, digits);
}
