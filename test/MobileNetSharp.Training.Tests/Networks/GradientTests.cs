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
            var element = parameter.flatten()[index];
            element.add_(step);
            var loss = Loss().item<double>();
            element.sub_(step);
            return loss;
        }
    }
}
