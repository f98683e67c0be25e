using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Weights;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Networks;

public class TorchNetworkTests
{
    static readonly Graph Small = Run.Small(Dialect.TensorFlow);

    [Fact]
    public void Weights_come_back_bit_for_bit()
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 96 });
        var weights = SpreadWeights.For(graph, seed: 2);
        using var network = new TorchNetwork(graph, weights);
        var back = network.ToWeights();
        Assert.Equal(weights.Keys.Order(StringComparer.Ordinal), back.Keys.Order(StringComparer.Ordinal));
        AssertSame(weights, back);
        Assert.All(weights, pair => Assert.Equal(pair.Value.Shape, back[pair.Key].Shape));
    }

    [Fact]
    public void Loading_overwrites_the_weights_that_an_optimizer_holds()
    {
        var other = SpreadWeights.For(Small, seed: 9);
        using var network = new TorchNetwork(Small, SpreadWeights.For(Small, seed: 2));
        var held = network.Parameters["classifier.weight"];
        network.Load(other);
        AssertSame(other, network.ToWeights());
        Assert.Same(held, network.Parameters["classifier.weight"]);
        Assert.Equal(other["classifier.weight"].ToFloats(), held.data<float>().ToArray());
    }

    [Fact]
    public void Parameters_have_our_names_and_are_what_torch_trains()
    {
        using var network = new TorchNetwork(Small, SpreadWeights.For(Small, seed: 2));
        var names = Small.WeightsOf().ToLookup(spec => spec.Role is WeightRole.BatchNormStatistic, spec => spec);
        Assert.Equal(
            names[false].Where(spec => spec.Role != WeightRole.BatchNormCounter).Select(spec => spec.Name), network.Parameters.Keys);
        Assert.Equal(names[true].Select(spec => spec.Name), network.Buffers.Keys);
        Assert.Equal(network.Parameters.Values.Select(value => value.Handle).Order(), network.parameters().Select(value => value.Handle).Order());
    }

    [Fact]
    public void A_missing_weight_and_one_of_another_shape_are_named()
    {
        var weights = SpreadWeights.For(Small, seed: 2).ToDictionary(StringComparer.Ordinal);
        weights["classifier.bias"] = Tensor.FromFloats([4], [1, 2, 3, 4]);
        Assert.Contains("classifier.bias", Assert.Throws<ModelFormatException>(() => new TorchNetwork(Small, new WeightSet(weights))).Message, StringComparison.Ordinal);
        weights.Remove("stem.conv.weight");
        Assert.Contains("stem.conv.weight", Assert.Throws<ModelFormatException>(() => new TorchNetwork(Small, new WeightSet(weights))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2L, 4L, 9L, 7L)]
    [InlineData(2L, 3L, 0L, 7L)]
    [InlineData(3L, 9L, 7L)]
    public void An_input_of_a_wrong_shape_is_refused_before_torch_sees_it(params long[] shape)
    {
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(Small, SpreadWeights.For(Small, seed: 2));
        Assert.ThrowsAny<Exception>(() => network.forward(torch.zeros(shape)));
    }

    [Fact]
    public void Any_batch_and_size_that_the_graph_can_have_is_run()
    {
        var weights = SpreadWeights.For(Small, seed: 2);
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(Small, weights);
        network.eval();
        foreach (var (batch, height, width) in new[] { (1, 9, 7), (5, 9, 7), (2, 32, 33) })
        {
            var graph = Small.WithInput(batch, height, width);
            var input = Run.Input(graph);
            var found = TorchTensors.ToActivations(network.forward(TorchTensors.FromActivations(input, graph.Inputs[0].Shape)));
            Assert.InRange(Run.Error(Run.Engine(graph, weights, input, EngineKind.Reference), found), 0, Run.Bound);
        }
    }

    [Fact]
    public void Every_output_and_any_feature_is_there()
    {
        var graph = Small.WithOutputs(("features", "block.add"), ("logits", "classifier"), ("again", "block.add"));
        var weights = SpreadWeights.For(graph, seed: 2);
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(graph, weights);
        network.eval();
        var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape);
        var outputs = network.Run(x);
        Assert.Equal(3, outputs.Count);
        Assert.Equal([2, 5, 1, 1], outputs[1].shape);
        Assert.True(Run.Same(outputs[0], outputs[2]));
        Assert.True(Run.Same(outputs[0], network.Features(x, "block.add")));
        var inner = network.Features(x, "block.project.bn");
        Assert.True(Run.Same(inner, network.Features(x, "block.project.bn")));
        Assert.True((outputs[0] - inner - network.Features(x, "stem.relu6")).abs().max().item<float>() < 1e-5);
    }

    [Fact]
    public void Dropout_drops_at_the_graphs_rate_in_training_and_nothing_in_evaluation()
    {
        var g = new GraphBuilder("dropout");
        g.Output("y", g.Dropout("drop", g.Input("x", new Shape(1, 100, 100, 1)), 0.2));
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(g.Build(), new WeightSet([]));
        torch.manual_seed(1);
        var x = torch.ones(1, 1, 100, 100);
        var dropped = network.forward(x);
        Assert.InRange((dropped == 0).to(torch.ScalarType.Float32).mean().item<float>(), 0.18, 0.22);
        Assert.Equal(1.25f, dropped.max().item<float>());
        network.eval();
        Assert.True(Run.Same(network.forward(x), x));
    }

    static void AssertSame(WeightSet expected, WeightSet found) => Assert.All(
        expected, pair => Assert.True(pair.Value.Bytes.Span.SequenceEqual(found[pair.Key].Bytes.Span), pair.Key));
}
