using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>Counts parameters, multiply-adds and receptive fields.</summary>
public static class CostAnalysis
{
    /// <summary>The costs of every node of a graph.</summary>
    public static CostReport Analyze(this Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var fields = ReceptiveFields.Of(graph);
        return new CostReport([.. graph.Nodes.Select(node => new NodeCost(node, node.Parameters(), node.Madds(), fields[node]))]);
    }

    /// <summary>Multiply-adds of a node for one image: h·w·d_j·(d_i/groups)·k² of a convolution (§3.1), inputs × outputs of a linear layer.</summary>
    public static long Madds(this Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Op switch
        {
            Conv2d conv => node.Shape.CountPerImage * (node.Inputs[0].Channels / conv.Groups) * conv.Kernel.Area,
            Linear => (long)node.Inputs[0].Channels * node.Channels,
            _ => 0,
        };
    }

    static long Parameters(this Node node) => node.WeightsOf()
        .Where(weight => weight.Role is not (WeightRole.BatchNormStatistic or WeightRole.BatchNormCounter))
        .Sum(weight => weight.Count);
}
