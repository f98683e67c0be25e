using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>What a network costs, node by node and in all.</summary>
/// <param name="Nodes">Every node, in the order of the graph.</param>
public sealed record CostReport(ImmutableArray<NodeCost> Nodes)
{
    /// <summary>Trained values in all: torchvision's count.</summary>
    public long Parameters => Nodes.Sum(node => node.Parameters);

    /// <summary>Without γ and β of batch normalization, which fold into the convolutions: TF-slim's count, and the paper's.</summary>
    public long ParametersWithoutBatchNorm => Nodes.Where(node => node.Node.Op is not BatchNorm).Sum(node => node.Parameters);

    /// <summary>Multiply-adds for one image.</summary>
    public long Madds => Nodes.Sum(node => node.Madds);
}
