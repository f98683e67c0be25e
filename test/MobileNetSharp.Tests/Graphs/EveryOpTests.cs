using MobileNetSharp.Graphs;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Tests.Graphs;

public class EveryOpTests
{
    public static TheoryData<string> Names => EveryOp.Names;

    [Fact]
    public void The_samples_hold_every_op()
    {
        var ops = typeof(Op).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Op))).ToHashSet();
        Assert.All(ops, op => Assert.True(op.IsSealed, $"{op.Name} must be sealed"));
        var sampled = EveryOp.Samples.Values.SelectMany(graph => graph.Nodes).Select(node => node.Op.GetType()).ToHashSet();
        Assert.Equal(ops.Select(op => op.Name).Order(), sampled.Select(op => op.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_op_comes_back_from_json(string name)
    {
        var graph = EveryOp.Samples[name];
        var again = GraphJson.Parse(graph.ToJson());
        Assert.Equal(graph.Nodes.Select(node => node.Op), again.Nodes.Select(node => node.Op));
        Assert.Equal(graph.ToString(), again.ToString());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_op_names_its_weights(string name)
    {
        var graph = EveryOp.Samples[name];
        using var weights = SpreadWeights.For(graph, seed: 1);
        Assert.Equal(graph.WeightsOf().Select(spec => spec.Name).Order(), weights.Keys.Order());
    }
}
