using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>Nodes of a graph that run as one: a node, then perhaps an addition of another value, then perhaps an activation.</summary>
/// <param name="Node">The node that does the work.</param>
/// <param name="Fused">The nodes after it whose work is done with it, in order.</param>
/// <param name="Residual">The other input of a fused <see cref="Add"/>; null where there is none.</param>
/// <param name="Activation">A fused activation: what is done with each sum before it is written; null for none.</param>
public sealed record Step(
    Node Node,
    ImmutableArray<Node> Fused,
    Node? Residual = null,
    Activation? Activation = null)
{
    /// <summary>The node whose value the step yields.</summary>
    public Node Output => Fused.IsEmpty ? Node : Fused[^1];

    /// <summary>All its nodes, in order.</summary>
    public ImmutableArray<Node> Nodes =>
        Blocks.IsEmpty ? Fused.Insert(0, Node) : [.. Blocks.SelectMany(block => block.Steps).SelectMany(step => step.Nodes)];

    /// <summary>Bottleneck blocks that run as one operator, each on the output of the one before; the last ends in <see cref="Node"/>. Empty for every other step.</summary>
    public ImmutableArray<FusedBlock> Blocks { get; init; } = [];

    /// <summary>The nodes whose values it reads: the node's inputs, then the residual; of blocks the first one's input.</summary>
    public ImmutableArray<Node> Reads => Node.Op switch
    {
        _ when !Blocks.IsEmpty => [Blocks[0].Input],
        Resize => [Node.Inputs[0]],
        _ => Residual is null ? Node.Inputs : Node.Inputs.Add(Residual),
    };

    /// <summary>The names of its nodes, joined by " + ".</summary>
    public override string ToString() => Blocks.IsEmpty
        ? string.Join(" + ", Nodes.Select(node => node.Name))
        : string.Join(" » ", Blocks.SelectMany(block => block.Steps));
}
