using System.Runtime.CompilerServices;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Networks;

/// <summary>Networks run by torch and by the engine on the same weights.</summary>
static class Run
{
    public const double Bound = 1e-4;

    // A test may call torch before it touches the library, which makes torch load everywhere.
    [ModuleInitializer]
    internal static void LoadLibrary()
    {
        RuntimeHelpers.RunModuleConstructor(typeof(TorchNetwork).Module.ModuleHandle);
        // Small networks gain nothing by more.
        torch.set_num_threads(1);
    }

    public static float[] Torch(Graph graph, WeightSet weights, float[] input, torch.ScalarType type = torch.ScalarType.Float32)
    {
        using var scope = torch.NewDisposeScope();
        using var untracked = torch.no_grad();
        using var network = new TorchNetwork(graph, weights) { ComputeType = type };
        network.eval();
        return TorchTensors.ToActivations(network.forward(TorchTensors.FromActivations(input, graph.Inputs[0].Shape)));
    }

    public static float[] Engine(Graph graph, WeightSet weights, float[] input, EngineKind kind)
    {
        using var engine = new Engine(new Model(graph, weights, ModelCard.Empty), new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        var output = new float[graph.Outputs[0].Node.Shape.Count];
        session.Run(input, output);
        return output;
    }

    public static float[] Input(Graph graph) => SpreadWeights.Input(graph.Inputs[0].Shape, seed: 1);

    /// <summary>The largest difference over the largest value.</summary>
    public static double Error(float[] expected, float[] found)
    {
        Assert.Equal(expected.Length, found.Length);
        Assert.All(found, value => Assert.True(float.IsFinite(value)));
        return expected.Zip(found, (a, b) => Math.Abs((double)a - b)).Max() / expected.Max(Math.Abs);
    }

    public static bool Same(torch.Tensor a, torch.Tensor b) => a.shape.SequenceEqual(b.shape) && a.eq(b).all().item<bool>();

    /// <summary>A little MobileNetV2-like network: stem, a bottleneck with a residual, a head.</summary>
    public static Graph Small(Dialect dialect, int batch = 2, double dropout = 0)
    {
        var g = new GraphBuilder("small", dialect);
        var x = g.ConvBnRelu6("stem", g.Input("input", new Shape(batch, 9, 7, 3)), 8, 3, stride: 2);
        var y = g.ConvBnRelu6("block.expand", x, 16, kernel: 1);
        y = g.ConvBnRelu6("block.depthwise", y, 16, kernel: 3, groups: 16);
        x = g.Add("block.add", x, g.ConvBn("block.project", y, 8, kernel: 1));
        g.Output("logits", g.Linear("classifier", g.Dropout("dropout", g.GlobalAveragePool("pool", x), dropout), 5));
        return g.Build();
    }
}
