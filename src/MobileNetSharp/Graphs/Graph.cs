using System.Collections.Immutable;
using System.Text;

namespace MobileNetSharp.Graphs;

/// <summary>
/// A network as data: nodes in topological order with known shapes, inputs, and named outputs.
/// Made by a <see cref="GraphBuilder"/>, immutable; analysis, engine, trainer and file formats all read it.
/// </summary>
public sealed class Graph
{
    readonly Dictionary<string, Node> byName;
    readonly HashSet<Node> outputNodes;
    readonly ILookup<Node, Node> readers;

    internal Graph(string name, ImmutableArray<Node> nodes, ImmutableArray<GraphOutput> outputs)
    {
        (Name, Nodes, Outputs) = (name, nodes, outputs);
        Inputs = [.. nodes.Where(node => node.Op is Input)];
        byName = nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        outputNodes = [.. outputs.Select(output => output.Node)];
        readers = nodes.SelectMany(node => node.Inputs, (node, input) => (node, input)).ToLookup(edge => edge.input, edge => edge.node);
    }

    /// <summary>The network's name, such as <c>mobilenet_v2_1.0_224</c>.</summary>
    public string Name { get; }

    /// <summary>Every node, each after the nodes that it reads.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The input nodes, in the order of declaration.</summary>
    public ImmutableArray<Node> Inputs { get; }

    /// <summary>The named outputs, in the order of declaration.</summary>
    public ImmutableArray<GraphOutput> Outputs { get; }

    /// <summary>The node of that name; throws <see cref="KeyNotFoundException"/> if there is none.</summary>
    public Node this[string name] => byName.TryGetValue(name, out var node)
        ? node
        : throw new KeyNotFoundException($"The graph '{Name}' has no node '{name}'.");

    /// <summary>The node of that name, or null.</summary>
    public Node? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>The nodes that read a node's output, in order; a node that reads it twice is listed twice.</summary>
    public IEnumerable<Node> ReadersOf(Node node) => readers[node];

    /// <summary>True where the node's output leaves the graph.</summary>
    public bool IsOutput(Node node) => outputNodes.Contains(node);

    /// <summary>The same network at another batch and size of its only input; every shape is inferred again.</summary>
    public Graph WithInput(int batch, int height, int width)
    {
        if (Inputs.Length != 1)
            throw new InvalidOperationException($"The graph '{Name}' has {Inputs.Length} inputs; give the shape of each.");
        return WithInputs(new Dictionary<string, Shape>(StringComparer.Ordinal)
        {
            [Inputs[0].Name] = Inputs[0].Shape with { Batch = batch, Height = height, Width = width },
        });
    }

    /// <summary>The same network with other shapes for the named inputs; every other shape is inferred again.</summary>
    public Graph WithInputs(IReadOnlyDictionary<string, Shape> shapes)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        return Rewrite(node => node.Op is Input input && shapes.TryGetValue(node.Name, out var shape) ? input with { Shape = shape } : node.Op);
    }

    /// <summary>The same network with another batch.</summary>
    public Graph WithBatch(int batch) => WithInputs(Inputs.ToDictionary(
        input => input.Name, input => input.Shape with { Batch = batch }, StringComparer.Ordinal));

    /// <summary>The same network under another name.</summary>
    public Graph WithName(string name) => new(name, Nodes, Outputs);

    /// <summary>The part of the network that computes the given nodes, which become its outputs: feature taps, or a network without its head.</summary>
    public Graph WithOutputs(params ReadOnlySpan<(string Output, string Node)> outputs)
    {
        var builder = new GraphBuilder(Name);
        builder.AddAll(Nodes, node => node.Op);
        foreach (var (output, node) in outputs)
            builder.Output(output, builder.Find(node) ?? this[node]);
        return builder.Build(prune: true);
    }

    /// <summary>The same network with some ops replaced; shapes are inferred and rules checked again.</summary>
    public Graph Rewrite(Func<Node, Op> replace)
    {
        var builder = new GraphBuilder(Name);
        builder.AddAll(Nodes, replace);
        foreach (var output in Outputs)
            builder.Output(output.Name, builder.Find(output.Node.Name)!, output.Layout);
        return builder.Build();
    }

    /// <summary>The graph as a table, a line per node.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Name).Append('\n');
        foreach (var node in Nodes)
            text.Append("  ").Append(node).Append('\n');
        foreach (var output in Outputs)
            text.Append("  output ").Append(output.Name).Append(": ").Append(output.Node.Name).Append('\n');
        return text.ToString();
    }
}

/// <summary>A named output of a graph.</summary>
/// <param name="Name">The output's own name, such as <c>logits</c>.</param>
/// <param name="Node">The node that computes it.</param>
public sealed record GraphOutput(string Name, Node Node)
{
    /// <summary>The axes that the output has in files; null: <c>(N,C)</c> for a map of one pixel, otherwise those that each format usually has.</summary>
    public TensorLayout? Layout { get; init; }
}
