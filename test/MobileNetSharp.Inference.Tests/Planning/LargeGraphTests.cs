using MobileNetSharp.Analysis;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Tests.Planning;

/// <summary>Graphs of a hundred thousand nodes and more take about a second; anything quadratic would take many minutes.</summary>
public class LargeGraphTests
{
    const int Nodes = 200_000;

    static Model Of(Action<GraphBuilder, Node> declare)
    {
        var g = new GraphBuilder("large");
        declare(g, g.Input("x", new Shape(1, 1, 2, 1)));
        return new Model(g.Build(), new WeightSet([]), ModelCard.Empty);
    }

    [Fact]
    public void Every_node_may_be_an_output()
    {
        var model = Of((g, x) =>
        {
            for (var i = 0; i < Nodes / 10; i++)
                g.Output($"y{i}", x = g.Relu($"relu{i}", x));
        });
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        Assert.Equal(Nodes / 10, session.Plan!.Memory.Buffers.Length);
        Assert.All(TestModels.Run(session, [-1, 2]), output => Assert.Equal([0, 2], output));
    }

    [Fact]
    public void A_chain_of_any_length_runs_in_a_few_buffers()
    {
        var model = Of((g, x) =>
        {
            for (var i = 0; i < Nodes; i++)
            {
                x = (i % 4) switch
                {
                    0 => g.Add($"node{i}", x, x),
                    1 => g.Dropout($"node{i}", x, 0.5),
                    2 => g.MaxPool($"node{i}", x, 1, 1, Padding.None),
                    _ => g.Node($"node{i}", Activation.Clamp(-1, 1), x),
                };
            }

            g.Output("y", x);
        });
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        Assert.InRange(session.Plan!.Memory.SizeBytes, 1, 4 * 64);
        Assert.Equal([-1, 1], TestModels.Run(session, [-3, 0.01f])[0]);
        Assert.InRange(model.Graph.PeakActivationBytes(), 1, 4 * 2 * sizeof(float));
        Assert.Equal(Nodes + 1, model.Graph.Analyze().Nodes.Length);
    }

    [Fact]
    public void Values_that_share_bytes_are_never_needed_together()
    {
        var model = Of((g, x) =>
        {
            var recent = new Queue<Node>([x]);
            for (var i = 0; i < 5000; i++)
            {
                var wide = g.Concat($"concat{i}", Axis.Width, [.. recent.Take(1 + (i % 3))]);
                recent.Enqueue(g.Node($"node{i}", new Pool(PoolKind.Max, new Size(1, wide.Shape.Width - (i % 5 % wide.Shape.Width)), 1, Padding.None), wide));
                if (recent.Count > 6)
                    g.Output($"y{i}", recent.Dequeue());
            }

            foreach (var node in recent)
                g.Output($"last.{node.Name}", node);
        });
        var memory = Engine.CreatePlan(model.Graph).Memory;
        var byOffset = memory.Buffers.OrderBy(buffer => buffer.OffsetBytes).ToArray();
        for (var i = 0; i < byOffset.Length; i++)
        {
            var overlapping = byOffset.Skip(i + 1).TakeWhile(other => other.OffsetBytes < byOffset[i].EndBytes);
            Assert.DoesNotContain(overlapping, byOffset[i].LivesWith);
        }
    }
}
