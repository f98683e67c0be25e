using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Transforms;

/// <summary>Builds a graph from another one, node by node, where some nodes are replaced by others.</summary>
sealed class Rewriter(string name)
{
    readonly GraphBuilder builder = new(name);
    readonly Dictionary<Node, Node> replacements = [];

    /// <summary>The node of the new graph in the place of one of the old.</summary>
    public Node this[Node old] => replacements[old];

    /// <summary>Adds a node under its name and inputs, with another op; its output's quantization is kept only on request.</summary>
    public Node Add(Node old, Op op, bool keepQuantization = true) => replacements[old] = builder.Node(
        old.Name, op, [.. old.Inputs.Select(input => replacements[input])], keepQuantization ? old.Quantization : null);

    /// <summary>Adds a node that the old graph does not have.</summary>
    public Node Add(string name, Op op, Node input) => builder.Node(name, op, input);

    /// <summary>Replaces a node of the old graph with one of the new.</summary>
    public void Replace(Node old, Node replacement) => replacements[old] = replacement;

    /// <summary>The new graph, with the old one's outputs.</summary>
    public Graph Build(ImmutableArray<GraphOutput> outputs)
    {
        foreach (var output in outputs)
            builder.Output(output.Name, replacements[output.Node], output.Layout);
        return builder.Build();
    }
}
