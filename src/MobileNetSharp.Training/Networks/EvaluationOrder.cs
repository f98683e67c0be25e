using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Training.Networks;

/// <summary>The nodes that some targets need, in order, with the values that nobody reads after each.</summary>
sealed class EvaluationOrder
{
    /// <summary>The order for targets of one graph.</summary>
    public EvaluationOrder(ImmutableArray<Node> targets)
    {
        var needed = new List<Node>();
        var seen = new HashSet<Node>();
        foreach (var target in targets)
            Visit(target);

        var lastReader = new Dictionary<Node, Node>();
        foreach (var node in needed)
        {
            foreach (var input in node.Inputs)
                lastReader[input] = node;
        }

        Targets = targets;
        Steps = [.. needed.Select(node => (node, lastReader.Where(pair => pair.Value == node && !targets.Contains(pair.Key)).Select(pair => pair.Key).ToImmutableArray()))];
        Replaceable = [.. lastReader.Keys.Where(node => IsReplaceable(node, needed))];

        void Visit(Node node)
        {
            if (!seen.Add(node))
                return;
            foreach (var input in node.Inputs)
                Visit(input);
            needed.Add(node);
        }
    }

    /// <summary>What is asked for.</summary>
    public ImmutableArray<Node> Targets { get; }

    /// <summary>Each node, and the values that are done with once it has run.</summary>
    public ImmutableArray<(Node Node, ImmutableArray<Node> Done)> Steps { get; }

    /// <summary>Values that their only reader may overwrite: no gradient is computed from them.</summary>
    public HashSet<Node> Replaceable { get; }

    bool IsReplaceable(Node node, List<Node> needed) =>
        node.Op is Conv2d or BatchNorm or Add && !Targets.Contains(node)
        && needed.Sum(reader => reader.Inputs.Count(input => input == node)) == 1;
}
