using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Networks;

public class BatchNormTests
{
    static readonly float[] Pixels = [1, 2, 3, 6];

    [Fact]
    public void Training_normalizes_by_the_batch_and_moves_the_statistics()
    {
        var trained = Trained(momentum: 0.1, batches: 1, out var output);

        // Mean 3, variance 3.5 (of the population), 14/3 (unbiased), γ 2, β 1, ε 1e-3.
        Assert.Equal(Pixels.Select(x => (float)(2 * (x - 3) / Math.Sqrt(3.5 + 1e-3)) + 1), output, (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(0.9f * 10 + 0.1f * 3, trained["bn.running_mean"].ToFloats()[0], 5);
        Assert.Equal(0.9f * 4 + 0.1f * 14 / 3, trained["bn.running_var"].ToFloats()[0], 5);
        Assert.Equal(8, trained["bn.num_batches_tracked"].As<long>()[0]);
    }

    [Fact]
    public void TensorFlows_decay_of_0_997_is_a_momentum_of_0_003()
    {
        var trained = Trained(momentum: 0.003, batches: 2, out _);
        var (mean, variance) = (10.0, 4.0);
        for (var i = 0; i < 2; i++)
            (mean, variance) = ((0.997 * mean) + (0.003 * 3), (0.997 * variance) + (0.003 * 14 / 3));
        Assert.Equal(mean, trained["bn.running_mean"].ToFloats()[0], 5);
        Assert.Equal(variance, trained["bn.running_var"].ToFloats()[0], 5);
    }

    [Fact]
    public void Evaluation_leaves_the_statistics_and_frozen_layers_do_in_training()
    {
        var graph = Run.Small(Dialect.TensorFlow);
        var weights = SpreadWeights.For(graph, seed: 1);
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(graph, weights);
        var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape);
        network.eval();
        network.forward(x);
        Assert.All(network.ToWeights(), weight => Assert.True(Same(weights[weight.Key], weight.Value), weight.Key));

        network.train();
        network.Freeze(node => !node.Name.StartsWith("block.project", StringComparison.Ordinal));
        network.forward(x).sum().backward();
        var after = network.ToWeights();
        Assert.Equal(
            ["block.project.bn.num_batches_tracked", "block.project.bn.running_mean", "block.project.bn.running_var"],
            after.Where(weight => !Same(weights[weight.Key], weight.Value)).Select(weight => weight.Key).Order(StringComparer.Ordinal));
        Assert.All(network.Parameters, pair => Assert.Equal(pair.Key.StartsWith("block.project", StringComparison.Ordinal), pair.Value.requires_grad && pair.Value.grad is not null));

        network.Freeze(_ => false);
        Assert.All(network.Parameters, pair => Assert.True(pair.Value.requires_grad));
    }

    static bool Same(Tensor a, Tensor b) => a.Bytes.Span.SequenceEqual(b.Bytes.Span);

    static WeightSet Trained(double momentum, int batches, out float[] output)
    {
        var g = new GraphBuilder("bn");
        g.Output("y", g.BatchNorm("bn", g.Input("x", new Shape(1, 2, 2, 1))));
        var weights = new WeightSet(new Dictionary<string, Tensor>
        {
            ["bn.weight"] = Tensor.FromFloats([1], [2]),
            ["bn.bias"] = Tensor.FromFloats([1], [1]),
            ["bn.running_mean"] = Tensor.FromFloats([1], [10]),
            ["bn.running_var"] = Tensor.FromFloats([1], [4]),
            ["bn.num_batches_tracked"] = Tensor.FromInt64([], [7]),
        });
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(g.Build(), weights) { BatchNormMomentum = momentum };
        output = [];
        for (var i = 0; i < batches; i++)
            output = TorchTensors.ToActivations(network.forward(TorchTensors.FromActivations(Pixels, new Shape(1, 2, 2, 1))));
        return network.ToWeights();
    }
}
