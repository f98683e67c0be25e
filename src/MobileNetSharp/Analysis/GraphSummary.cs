using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>A network with what it costs.</summary>
/// <param name="Graph">The network.</param>
public sealed record GraphSummary(Graph Graph)
{
    /// <summary>Its costs, node by node.</summary>
    public CostReport Costs { get; } = Graph.Analyze();

    /// <summary>The nodes that compute most: convolutions and linear layers, in order.</summary>
    public ImmutableArray<NodeCost> Layers => [.. Costs.Nodes.Where(cost => cost.Node.Op is Conv2d or Linear)];
}
