using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Figures;
using MobileNetSharp.TestKit;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Training.Tests.Networks;

/// <summary>Torch, the engine and the reference on the same weights, which have real spread: |Δlogit| ≤ 1e-4 · max|logit|.</summary>
public class ParityTests
{
    static readonly TorchVisionGolden Smallest = TorchVisionGolden.Load("mobilenet_v2_0.35_96");

    public static TheoryData<string, string> NetworksAndDialects
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var dialect in new[] { "tensorflow", "pytorch" })
            {
                foreach (var network in new[] { "v2 0.35 96", "v2 0.5 97", "v2 1.0 128", "v2 1.4 96", "v1 0.5 128" })
                    data.Add(network, dialect);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(NetworksAndDialects))]
    public void Torch_gives_the_logits_of_the_engine(string network, string dialect)
    {
        var graph = Build(network, dialect == "pytorch" ? Dialect.PyTorch : Dialect.TensorFlow);
        var (weights, input) = (SpreadWeights.For(graph, seed: 3), Run.Input(graph));
        var expected = Run.Engine(graph, weights, input, EngineKind.Fast);
        AssertSpread(expected);
        Assert.InRange(Run.Error(expected, Run.Torch(graph, weights, input)), 0, Run.Bound);
    }

    /// <summary>libtorch chooses its kernels by the batch: some that it has for many images are wrong, and are not to be used.</summary>
    [Theory]
    [InlineData("v2 0.5 96", 32)]
    [InlineData("v2 1.0 96", 32)]
    [InlineData("v2 0.1 64", 16)]
    public void Torch_gives_the_logits_of_the_engine_for_a_batch_too(string network, int batch)
    {
        var one = Build(network, Dialect.TensorFlow);
        var graph = one.WithInput(batch, one.Inputs[0].Shape.Height, one.Inputs[0].Shape.Width);
        var (weights, input) = (SpreadWeights.For(one, seed: 3), Run.Input(graph));
        Assert.InRange(Run.Error(Run.Engine(graph, weights, input, EngineKind.Fast), Run.Torch(graph, weights, input)), 0, Run.Bound);
    }

    [Fact]
    public void Torch_gives_the_logits_of_the_reference_and_of_torchvision()
    {
        var logits = Run.Torch(Smallest.Graph, Smallest.Weights, Smallest.Input);
        AssertSpread(Smallest.Logits);
        Assert.InRange(Smallest.RelativeError(logits), 0, Run.Bound);
        Assert.InRange(Run.Error(Run.Engine(Smallest.Graph, Smallest.Weights, Smallest.Input, EngineKind.Reference), logits), 0, Run.Bound);
    }

    [Fact]
    public void A_network_whose_batch_normalization_was_folded_computes_the_same()
    {
        var folded = FoldBatchNorm.Apply(Smallest.Model);
        Assert.DoesNotContain(folded.Graph.Nodes, node => node.Op is BatchNorm);
        Assert.InRange(Smallest.RelativeError(Run.Torch(folded.Graph, folded.Weights, Smallest.Input)), 0, Run.Bound);
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
        Assert.True(Smallest.RelativeError(Run.Torch(wrong, Smallest.Weights, Smallest.Input)) > 10 * Run.Bound);

    static void AssertSpread(float[] logits)
    {
        var mean = logits.Average();
        Assert.True(Math.Sqrt(logits.Average(logit => (logit - mean) * (logit - mean))) >= 0.1);
    }

    static Graph Build(string network, Dialect dialect)
    {
        var words = network.Split(' ');
        var (width, size) = (double.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture), int.Parse(words[2], System.Globalization.CultureInfo.InvariantCulture));
        return words[0] == "v1"
            ? MobileNetV1.Build(new() { WidthMultiplier = width, Resolution = size, Dialect = dialect })
            : MobileNetV2.Build(new() { WidthMultiplier = width, Resolution = size, Dialect = dialect });
    }
}
