using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using static TorchSharp.torch;

namespace MobileNetSharp.Training.Tests.Networks;

/// <summary>Convolutions in bfloat16: 8 bits of significand, so results agree to about a percent.</summary>
public class ComputeTypeTests
{
    [Fact]
    public void Bfloat16_convolutions_are_near_the_float32_ones_and_not_equal()
    {
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.35, Resolution = 96 });
        var (weights, input) = (SpreadWeights.For(graph, seed: 1), Run.Input(graph));
        var error = Run.Error(Run.Engine(graph, weights, input, EngineKind.Fast), Run.Torch(graph, weights, input, ScalarType.BFloat16));
        Assert.InRange(error, 1e-4, 0.1);
    }

    [Fact]
    public void Weights_gradients_statistics_and_outputs_stay_float32()
    {
        var graph = Run.Small(Dialect.TensorFlow);
        using var scope = NewDisposeScope();
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 1)) { ComputeType = ScalarType.BFloat16 };
        var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape);
        var output = network.forward(x);
        output.square().sum().backward();
        Assert.Equal(ScalarType.Float32, output.dtype);
        Assert.All(network.Parameters.Values, value => Assert.Equal((ScalarType.Float32, ScalarType.Float32), (value.dtype, value.grad!.dtype)));
        Assert.All(network.Buffers.Values, value => Assert.Equal(ScalarType.Float32, value.dtype));
    }

    [Fact]
    public void A_step_too_small_for_bfloat16_is_not_lost_from_the_master_weights()
    {
        var graph = Run.Small(Dialect.TensorFlow);
        using var scope = NewDisposeScope();
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 1)) { ComputeType = ScalarType.BFloat16 };
        var before = network.ToWeights();
        using var optimizer = optim.SGD(network.parameters(), learningRate: 1e-6);
        network.forward(TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape)).square().sum().backward();
        optimizer.step();
        Assert.NotEqual(before["stem.conv.weight"].ToFloats(), network.ToWeights()["stem.conv.weight"].ToFloats());
    }
}
