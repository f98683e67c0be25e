using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Threads;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests;

/// <summary>Models with weights of real spread, and short ways to run them.</summary>
static class TestModels
{
    public static EngineOptions Reference { get; } = new() { Kind = EngineKind.Reference };

    public static EngineOptions OneThread { get; } = new() { Threads = 1 };

    /// <summary>The vector widths of this machine, for a theory.</summary>
    public static TheoryData<string> Widths => [.. VectorWidths.Accelerated.Select(VectorWidths.NameOf)];

    public static Model Of(Graph graph, ulong seed = 1) => new(graph, SpreadWeights.For(graph, seed), ModelCard.Empty);

    public static Model Of(Action<GraphBuilder> declare)
    {
        var builder = new GraphBuilder("network");
        declare(builder);
        return Of(builder.Build());
    }

    /// <summary>A model whose only weights are those given, as float32.</summary>
    public static Model Of(Graph graph, params (string Name, float[] Values)[] weights)
    {
        var shapes = graph.WeightsOf().ToDictionary(spec => spec.Name, spec => spec.Shape);
        return new Model(graph, new WeightSet(weights.Select(weight => KeyValuePair.Create(
            weight.Name, Tensor.FromFloats(shapes[weight.Name], weight.Values)))), ModelCard.Empty);
    }

    /// <summary>The same model with every weight's sign gone: its outputs are the sums of magnitudes that error bounds need.</summary>
    public static Model Magnitudes(Model model) => new(
        model.Graph,
        new WeightSet(model.Weights.Select(weight => KeyValuePair.Create(
            weight.Key, Tensor.FromFloats(weight.Value.Shape, [.. weight.Value.ToFloats().Select(MathF.Abs)])))),
        ModelCard.Empty);

    public static float[][] Inputs(Graph graph, ulong seed = 7) =>
        [.. graph.Inputs.Select((input, i) => SpreadWeights.Input(input.Shape, seed + (ulong)i))];

    public static float[][] Run(Model model, EngineOptions options, params float[][] inputs) =>
        Run(new Engine(model, options), inputs);

    /// <summary>Runs with a separate team, so that it is not taken by another test and all threads take part.</summary>
    public static float[][] Run(Model model, string width, int threads, params float[][] inputs)
    {
        using var team = new WorkerTeam();
        using var engine = new Engine(model, new EngineOptions { Threads = threads }, VectorWidths.Choose(width), team);
        return Run(engine, inputs);
    }

    public static float[][] Run(Engine engine, params float[][] inputs)
    {
        using var session = engine.CreateSession();
        return Run(session, inputs);
    }

    public static float[][] Run(Session session, params float[][] inputs)
    {
        var outputs = session.Outputs.Select(output => new float[output.Node.Shape.Count]).ToArray();
        session.Run(
            [.. inputs.Select(input => (ReadOnlyMemory<float>)input)], [.. outputs.Select(output => (Memory<float>)output)],
            TestContext.Current.CancellationToken);
        return outputs;
    }

    /// <summary>Asserts that no element differs by more than the share given of the largest expected magnitude.</summary>
    public static void Close(float[][] expected, float[][] actual, double relative)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.InRange(Difference(expected[i], actual[i]), 0, relative);
    }

    /// <summary>max|Δ| / max|expected|; infinite where a NaN appears.</summary>
    public static double Difference(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        var (largest, difference) = (1e-30, 0.0);
        for (var i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            var delta = Math.Abs((double)expected[i] - actual[i]);
            difference = delta <= difference ? difference : double.IsNaN(delta) ? double.PositiveInfinity : delta;
        }

        return difference / largest;
    }
}
