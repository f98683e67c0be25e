using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Networks;

public class EveryOpTests
{
    public static TheoryData<string> Names => EveryOp.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Torch_computes_what_the_reference_computes(string name)
    {
        var graph = EveryOp.Samples[name];
        var (weights, input) = (SpreadWeights.For(graph, seed: 1), Run.Input(graph));
        Assert.InRange(Run.Error(Run.Engine(graph, weights, input, EngineKind.Reference), Run.Torch(graph, weights, input)), 0, 1e-6);
    }

    /// <summary>All but the index of the largest channel, which is a step.</summary>
    public static TheoryData<string> Differentiable => [.. EveryOp.Samples.Values.Where(graph => !graph.Nodes.Any(node => node.Op is ArgMax)).Select(graph => graph.Name)];

    [Theory]
    [MemberData(nameof(Differentiable))]
    public void Every_op_has_a_gradient_and_leaves_its_input_as_it_was(string name)
    {
        var graph = EveryOp.Samples[name];
        using var scope = torch.NewDisposeScope();
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 1));
        var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape);
        var before = x.clone();
        x.requires_grad_(true);
        network.forward(x).square().sum().backward();
        Assert.True(x.grad!.isfinite().all().item<bool>());
        Assert.True(x.grad.abs().sum().item<float>() > 0);
        Assert.True(Run.Same(x, before));
    }
}
