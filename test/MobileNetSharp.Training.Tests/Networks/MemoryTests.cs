using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training.Networks;
using TorchSharp;

namespace MobileNetSharp.Training.Tests.Networks;

public class MemoryTests
{
    [Fact]
    public void A_thousand_training_steps_leave_no_tensor_behind()
    {
        var graph = Run.Small(Dialect.TensorFlow, dropout: 0.2);
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 1));
        using var optimizer = torch.optim.SGD(network.parameters(), learningRate: 0.01);
        var input = Run.Input(graph);
        Steps(10);
        var (tensors, bytes) = (Live(), Environment.WorkingSet);
        Steps(1000);
        Assert.Equal(tensors, Live());
        Assert.InRange(Environment.WorkingSet - bytes, long.MinValue, 32_000_000);

        void Steps(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var scope = torch.NewDisposeScope();
                var x = TorchTensors.FromActivations(input, graph.Inputs[0].Shape);
                optimizer.zero_grad();
                network.forward(x).square().mean().backward();
                optimizer.step();
            }
        }
    }

    [Fact]
    public void Outside_of_a_scope_only_the_outputs_stay()
    {
        var graph = Run.Small(Dialect.TensorFlow);
        using var network = new TorchNetwork(graph, SpreadWeights.For(graph, seed: 1));
        using var x = TorchTensors.FromActivations(Run.Input(graph), graph.Inputs[0].Shape);
        var before = Live();
        using var output = network.forward(x);
        Assert.InRange(Live() - before, 0, 1);
        Assert.Throws<GraphException>(() => network.forward(torch.zeros(1, 4, 9, 7).DetachFromDisposeScope()));
    }

    internal static long Live()
    {
        var statistics = DisposeScopeManager.Statistics;
        return statistics.CreatedOutsideScopeCount + statistics.CreatedInScopeCount - statistics.DisposedInScopeCount - statistics.DisposedOutsideScopeCount;
    }
}
