using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>
/// Two networks side by side. Layers of the same name are compared with each other; networks without a name in common, such as
/// a foreign file and our own, are compared layer by layer in their order.
/// </summary>
public sealed class GraphComparison
{
    /// <summary>Compares two networks.</summary>
    public GraphComparison(Graph first, Graph second)
    {
        (First, Second) = (new GraphSummary(first), new GraphSummary(second));
        var pairs = Pairs().ToArray();
        SameLayers = pairs.Count(IsSame);
        Differences = [.. pairs.Where(pair => !IsSame(pair))];
    }

    /// <summary>The first network.</summary>
    public GraphSummary First { get; }

    /// <summary>The second network.</summary>
    public GraphSummary Second { get; }

    /// <summary>Convolutions and linear layers that do the same on the same shapes.</summary>
    public int SameLayers { get; }

    /// <summary>Those that differ, in the order of the networks.</summary>
    public ImmutableArray<LayerPair> Differences { get; }

    static bool IsSame(LayerPair pair) => pair is { First.Node: var a, Second.Node: var b }
        && a.Op == b.Op && a.Shape == b.Shape && a.Inputs[0].Shape == b.Inputs[0].Shape;

    IEnumerable<LayerPair> Pairs()
    {
        var (first, second) = (First.Layers, Second.Layers);
        var names = second.ToDictionary(layer => layer.Node.Name, StringComparer.Ordinal);
        if (!first.Any(layer => names.ContainsKey(layer.Node.Name)))
        {
            return Enumerable.Range(0, Math.Max(first.Length, second.Length)).Select(i => new LayerPair(
                i < first.Length ? first[i] : null, i < second.Length ? second[i] : null));
        }

        var own = first.Select(layer => layer.Node.Name).ToHashSet(StringComparer.Ordinal);
        return first.Select(layer => new LayerPair(layer, names.GetValueOrDefault(layer.Node.Name)))
            .Concat(second.Where(layer => !own.Contains(layer.Node.Name)).Select(layer => new LayerPair(null, layer)));
    }
}

/// <summary>Layers of two networks that are compared with each other and differ; null where the other network has no such layer.</summary>
/// <param name="First">Of the first network.</param>
/// <param name="Second">Of the second.</param>
public sealed record LayerPair(NodeCost? First, NodeCost? Second)
{
    /// <summary>The layer's name in the network that has it; both, where they differ.</summary>
    public string Name => First is null ? Second!.Node.Name : Second is null || First.Node.Name == Second.Node.Name ? First.Node.Name : $"{First.Node.Name}, {Second.Node.Name}";
}

/// <summary>A network with what it costs.</summary>
/// <param name="Graph">The network.</param>
public sealed record GraphSummary(Graph Graph)
{
    /// <summary>Its costs, node by node.</summary>
    public CostReport Costs { get; } = Graph.Analyze();

    /// <summary>The nodes that compute most: convolutions and linear layers, in order.</summary>
    public ImmutableArray<NodeCost> Layers => [.. Costs.Nodes.Where(cost => cost.Node.Op is Conv2d or Linear)];

    /// <inheritdoc/>
    public override string ToString() => $"{Graph.Name}: {Costs}";
}
