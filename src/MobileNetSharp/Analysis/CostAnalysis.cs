using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>Counts parameters, multiply-adds and receptive fields.</summary>
public static class CostAnalysis
{
    /// <summary>The costs of every node of a graph.</summary>
    public static CostReport Analyze(this Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var fields = ReceptiveFields.Compute(graph);
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

/// <summary>What a network costs, by node and in total.</summary>
/// <param name="Nodes">Every node, in the order of the graph.</param>
public sealed record CostReport(ImmutableArray<NodeCost> Nodes)
{
    /// <summary>Trained parameters: torchvision's count.</summary>
    public long Parameters => Nodes.Sum(node => node.Parameters);

    /// <summary>Without γ and β of batch normalization, which fold into the convolutions: TF-slim's count, and the paper's.</summary>
    public long ParametersWithoutBatchNorm => Nodes.Where(node => node.Node.Op is not BatchNorm).Sum(node => node.Parameters);

    /// <summary>Multiply-adds for one image.</summary>
    public long Madds => Nodes.Sum(node => node.Madds);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Parameters:N0} parameters, {Madds:N0} multiply-adds");
}

/// <summary>What one node costs.</summary>
/// <param name="Node">The node.</param>
/// <param name="Parameters">Trained values: kernels, biases, γ and β; not the running statistics.</param>
/// <param name="Madds">Multiply-adds for one image: of convolutions and linear layers, as the paper counts; 0 for every other op.</param>
/// <param name="ReceptiveField">Height and width in input pixels of what an output pixel can see, not cut at the borders.</param>
public sealed record NodeCost(Node Node, long Parameters, long Madds, Size ReceptiveField);
