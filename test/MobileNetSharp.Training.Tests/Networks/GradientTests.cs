using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using MobileNetSharp.Transforms;
using static TorchSharp.torch;

namespace MobileNetSharp.Training.Tests.Networks;

/// <summary>Gradients against central differences, in double precision.</summary>
public class GradientTests
{
    const double Step = 1e-6;

    public static TheoryData<string> Trainable =>
        [.. EveryOp.Samples.Where(sample => sample.Value.Nodes.Any(node => node.Op is Conv2d or BatchNorm or Linear)).Select(sample => sample.Key)];

    [Theory]
    [MemberData(nameof(Trainable))]
    public void The_gradients_of_every_trainable_op_are_the_finite_differences(string name) => Check(EveryOp.Samples[name]);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_gradients_of_a_network_with_a_residual_are_the_finite_differences(bool padsSame) =>
        Check(Run.Small(padsSame ? Dialect.TensorFlow : Dialect.PyTorch));

    [Fact]
    public void A_folded_network_trains_as_convolution_and_bias()
    {
        var graph = FoldBatchNorm.Apply(Run.Small(Dialect.PyTorch));
        Assert.All(graph.Nodes.Where(node => node.Op is Conv2d), node => Assert.True(((Conv2d)node.Op).HasBias));
        Check(graph);
    }

    [Theory]
    [MemberData(nameof(Trainable))]
    public void The_gradients_in_float32_are_those_in_double_precision(string name)
    {
        // Other kernels compute them than in double precision.
        AssertFloat32(EveryOp.Samples[name], channelsLast: true);
        AssertFloat32(EveryOp.Samples[name], channelsLast: false);
    }

    [Theory]
    [InlineData(32, 32, 3, 1, 1, 32)]
    [InlineData(32, 32, 3, 2, 1, 32)]
    [InlineData(32, 32, 3, 1, 2, 32)]
    [InlineData(24, 24, 5, 1, 2, 24)]
    [InlineData(32, 64, 3, 1, 1, 32)]
    [InlineData(16, 32, 3, 2, 2, 16)]
    [InlineData(12, 4, 3, 1, 2, 1)]
    [InlineData(32, 48, 3, 1, 2, 1)]
    [InlineData(32, 48, 3, 2, 1, 1)]
    [InlineData(12, 6, 3, 1, 2, 3)]
    [InlineData(48, 12, 1, 1, 1, 1)]
    public void Convolutions_of_every_kind_have_the_outputs_and_gradients_of_double_precision(int from, int to, int kernel, int stride, int dilation, int groups)
    {
        var g = new GraphBuilder("convolution", Dialect.PyTorch);
        g.Output("y", g.Conv2d("conv", g.Input("x", new Shape(2, 17, 19, from)), to, kernel, stride, dilation, groups, bias: true));
        AssertFloat32(g.Build(), channelsLast: true);
        AssertFloat32(g.Build(), channelsLast: false);
    }

    static void AssertFloat32(Graph graph, bool channelsLast)
    {
        using var scope = NewDisposeScope();
        var (expected, found) = (Gradients(graph, ScalarType.Float64, channelsLast), Gradients(graph, ScalarType.Float32, channelsLast));
        Assert.All(expected, pair => Assert.InRange(Run.Error(pair.Value, found[pair.Key]), 0, 1e-5));
    }

    static Dictionary<string, float[]> Gradients(Graph graph, ScalarType type, bool channelsLast)
    {
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 5), type: type);
        var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape).to(type);
        x = (channelsLast ? x : x.contiguous()).detach().requires_grad_(true);
        var y = network.forward(x);
        manual_seed(1);
        (y * randn(y.shape, ScalarType.Float64).to(type)).sum().backward();
        var gradients = network.Parameters.ToDictionary(pair => pair.Key, pair => pair.Value.grad!);
        gradients.Add("input", x.grad!);
        gradients.Add("output", y.detach());
        return gradients.ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Float32).contiguous().data<float>().ToArray());
    }

    static void Check(Graph graph)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 5), type: ScalarType.Float64);
        var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape).to(ScalarType.Float64);
        var direction = randn(network.forward(x).shape, ScalarType.Float64);
        Loss().backward();
        foreach (var (name, parameter) in network.Parameters)
        {
            var gradient = parameter.grad!;
            Assert.True(gradient.abs().max().item<double>() > 0, name);
            foreach (var index in new long[] { 0, parameter.numel() / 2, parameter.numel() - 1 })
            {
                var expected = (Moved(parameter, index, Step) - Moved(parameter, index, -Step)) / (2 * Step);
                var found = gradient.flatten()[index].item<double>();
                Assert.True(Math.Abs(expected - found) <= 1e-5 * Math.Max(1, Math.Abs(expected)), $"{name}[{index}]: {found}, differences give {expected}");
            }
        }

        Tensor Loss() => (network.forward(x) * direction).sum();

        double Moved(Tensor parameter, long index, double step)
        {
            using var untracked = no_grad();
            var values = parameter.view(-1).data<double>();
            var value = values[index];
            values[index] = value + step;
            var loss = Loss().item<double>();
            values[index] = value;
            return loss;
        }
    }
}
