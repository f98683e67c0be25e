using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests;

public class TorchVisionParityTests
{
    const double Bound = 1e-4;

    public static TheoryData<string> Cases => [.. TorchVisionGolden.Cases];

    static TorchVisionGolden Smallest { get; } = TorchVisionGolden.Load("mobilenet_v2_0.35_96");

    static float[] Run(Graph graph, TorchVisionGolden golden, EngineKind kind)
    {
        using var engine = new Engine(new Model(graph, golden.Weights, ModelCard.Empty), new EngineOptions { Kind = kind, Threads = 1 });
        using var session = engine.CreateSession();
        var logits = new float[1000];
        session.Run(golden.Input, logits);
        return logits;
    }

    [Theory]
    [InlineData("mobilenet_v2_0.35_96")]
    [InlineData("mobilenet_v2_0.5_128")]
    public void The_reference_gives_torchvisions_logits(string name)
    {
        var golden = TorchVisionGolden.Load(name);
        Assert.InRange(golden.RelativeError(Run(golden.Graph, golden, EngineKind.Reference)), 0, Bound);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_engine_gives_torchvisions_logits(string name)
    {
        var golden = TorchVisionGolden.Load(name);
        Assert.InRange(golden.RelativeError(Run(golden.Graph, golden, EngineKind.Fast)), 0, Bound);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_golden_logits_are_spread_and_zeros_do_not_pass(string name)
    {
        var golden = TorchVisionGolden.Load(name);
        var mean = golden.Logits.Average();
        Assert.True(Math.Sqrt(golden.Logits.Average(logit => (logit - mean) * (logit - mean))) >= 0.1);
        Assert.True(golden.RelativeError(new float[1000]) > Bound);
    }

    [Fact]
    public void ReLU_in_place_of_ReLU6_does_not_pass() => DoesNotPass(Smallest.Graph.Rewrite(
        node => node.Op == Activation.Relu6 ? Activation.Relu : node.Op));

    [Fact]
    public void TensorFlows_epsilon_does_not_pass() => DoesNotPass(Smallest.Graph.Rewrite(
        node => node.Op is BatchNorm ? new BatchNorm(Dialect.TensorFlow.BatchNormEpsilon) : node.Op));

    [Fact]
    public void TensorFlows_padding_does_not_pass() => DoesNotPass(Smallest.Graph.Rewrite(
        node => node.Op is Conv2d { Kernel.Height: 3 } conv ? conv with { Padding = Padding.Same } : node.Op));

    [Fact]
    public void A_network_without_its_residuals_does_not_pass() =>
        DoesNotPass(new Figure6Variant("no shortcut", "6b", Shortcut: Shortcut.None).Build(Smallest.Options));

    static void DoesNotPass(Graph wrong) =>
        Assert.True(Smallest.RelativeError(Run(wrong, Smallest, EngineKind.Reference)) > 10 * Bound);
}
