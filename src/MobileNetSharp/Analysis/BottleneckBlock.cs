using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>
/// A depthwise convolution with the pointwise ones around it: the paper's bottleneck block (Table 1), or without
/// <see cref="Expand"/> a separable convolution. No other node reads its inner tensors, so it can run as one operator (§5.1).
/// </summary>
public sealed record BottleneckBlock
{
    /// <summary>The input, and with <see cref="Add"/> the shortcut too.</summary>
    public required Node Input { get; init; }

    /// <summary>The 1×1 convolution to the inner channels; null where the depthwise convolution reads <see cref="Input"/>.</summary>
    public required Node? Expand { get; init; }

    /// <summary>The depthwise convolution.</summary>
    public required Node Depthwise { get; init; }

    /// <summary>The 1×1 convolution to the output channels.</summary>
    public required Node Project { get; init; }

    /// <summary>The sum of projection and <see cref="Input"/>; null without a shortcut.</summary>
    public required Node? Add { get; init; }

    /// <summary>Every node of the block in the order of the graph, batch normalization and activations included; the last yields the output.</summary>
    public required ImmutableArray<Node> Nodes { get; init; }

    /// <summary>The node that yields the output.</summary>
    public Node Output => Nodes[^1];

    /// <summary>Inner channels: t·k in Table 1.</summary>
    public int Hidden => Depthwise.Channels;

    /// <summary>
    /// The blocks of a graph, found by their structure, in the order of the graph. A node belongs to one block at most: a
    /// pointwise convolution between two depthwise ones projects the first.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="accepts">
    /// False for a block that the caller cannot use: it is then tried without its expansion, and if that is not accepted
    /// either, its nodes are free for the next block. Null accepts every block.
    /// </param>
    public static ImmutableArray<BottleneckBlock> Find(Graph graph, Func<BottleneckBlock, bool>? accepts = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var blocks = ImmutableArray.CreateBuilder<BottleneckBlock>();
        var taken = new HashSet<Node>();
        foreach (var node in graph.Nodes)
        {
            if (node is not { IsDepthwise: true, ChannelMultiplier: 1 })
                continue;
            var block = Candidates(graph, node, taken).FirstOrDefault(block => accepts?.Invoke(block) ?? true);
            if (block is null)
                continue;
            taken.UnionWith(block.Nodes);
            blocks.Add(block);
        }

        return blocks.ToImmutable();
    }

    /// <summary>The block around a depthwise convolution, with its expansion and then without.</summary>
    static IEnumerable<BottleneckBlock> Candidates(Graph graph, Node depthwise, HashSet<Node> taken)
    {
        var expansion = new List<Node>();
        if (ExpandBefore(graph, depthwise, taken, expansion) is { } expand && Around(graph, depthwise, expand, expansion) is { } block)
            yield return block;
        if (Around(graph, depthwise, null, []) is { } separable)
            yield return separable;
    }

    static BottleneckBlock? Around(Graph graph, Node depthwise, Node? expand, List<Node> expansion)
    {
        List<Node> nodes = [.. expansion, depthwise];
        var project = Follow(graph, depthwise, nodes);
        if (project is not { IsPointwise: true })
            return null;
        nodes.Add(project);

        var input = (expand ?? depthwise).Inputs[0];
        var add = Follow(graph, project, nodes);
        if (add?.Op is Add && add.Inputs.Contains(input))
            nodes.Add(add);
        else
            add = null;
        return new BottleneckBlock
        {
            Input = input,
            Expand = expand,
            Depthwise = depthwise,
            Project = project,
            Add = add,
            Nodes = [.. nodes],
        };
    }

    /// <summary>The expansion whose only reader, through normalization and activation, is the depthwise convolution.</summary>
    static Node? ExpandBefore(Graph graph, Node depthwise, HashSet<Node> taken, List<Node> nodes)
    {
        var node = depthwise.Inputs[0];
        while (IsChannelwise(node) && OnlyReader(graph, node) is not null)
            node = node.Inputs[0];
        var chain = new List<Node>();
        if (taken.Contains(node) || !node.IsPointwise || Follow(graph, node, chain) != depthwise)
            return null;
        nodes.Add(node);
        nodes.AddRange(chain);
        return node;
    }

    /// <summary>Collects the normalizations and activations after a node while each is the only reader; then the next reader, or null where there are several.</summary>
    static Node? Follow(Graph graph, Node node, List<Node> collected)
    {
        while (OnlyReader(graph, node) is { } reader)
        {
            if (!IsChannelwise(reader))
                return reader;
            collected.Add(reader);
            node = reader;
        }

        return null;
    }

    static Node? OnlyReader(Graph graph, Node node) =>
        !graph.IsOutput(node) && graph.ReadersOf(node).Take(2).ToArray() is [var reader] ? reader : null;

    static bool IsChannelwise(Node node) => node.Op is BatchNorm or Activation;

    /// <inheritdoc/>
    public override string ToString() => $"{Nodes[0].Name} to {Output.Name}";
}
