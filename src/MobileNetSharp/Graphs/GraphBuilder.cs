using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>
/// Declares a graph, node by node; a node reads only nodes declared before it, so the order of declaration is topological.
/// Every shape is known at once, and every broken rule is a <see cref="GraphException"/> that names the node.
/// </summary>
/// <param name="name">The network's name.</param>
/// <param name="dialect">The conventions for padding and batch normalization; TensorFlow's unless given.</param>
public sealed partial class GraphBuilder(string name, Dialect? dialect = null)
{
    readonly List<Node> nodes = [];
    readonly Dictionary<string, Node> byName = new(StringComparer.Ordinal);
    readonly List<GraphOutput> outputs = [];
    readonly HashSet<string> outputNames = new(StringComparer.Ordinal);

    /// <summary>The conventions that layers take where they are not told otherwise.</summary>
    public Dialect Dialect { get; } = dialect ?? Dialect.TensorFlow;

    /// <summary>The node of that name, or null.</summary>
    public Node? Find(string name) => byName.GetValueOrDefault(name);

    /// <summary>Adds a node with any op; the typed methods are shorter.</summary>
    public Node Node(string name, Op op, params ReadOnlySpan<Node> inputs) => Node(name, op, [.. inputs], null);

    /// <summary>Adds a node whose output is stored quantized.</summary>
    public Node Node(string name, Op op, ImmutableArray<Node> inputs, Quantization? quantization)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (string.IsNullOrWhiteSpace(name))
            throw new GraphException(name, "a node needs a name");
        if (byName.ContainsKey(name))
            throw new GraphException(name, "the name is taken by another node");
        foreach (var input in inputs)
        {
            if (input is null || byName.GetValueOrDefault(input.Name) != input)
                throw new GraphException(name, $"its input '{input?.Name}' is not a node of this graph");
        }

        var shape = ShapeInference.Infer(name, op, inputs);
        QuantizationRules.Check(name, shape, quantization);
        var node = new Node(name, op, inputs, shape, quantization);
        nodes.Add(node);
        byName.Add(name, node);
        return node;
    }

    /// <summary>Names an output of the graph.</summary>
    public void Output(string name, Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (string.IsNullOrWhiteSpace(name))
            throw new GraphException(node.Name, "an output needs a name");
        if (byName.GetValueOrDefault(node.Name) != node)
            throw new GraphException(node.Name, "an output must be a node of this graph");
        if (!outputNames.Add(name))
            throw new GraphException(node.Name, $"the output name '{name}' is taken");
        outputs.Add(new GraphOutput(name, node));
    }

    /// <summary>The finished graph. A node that no output needs is an error, or, with <paramref name="prune"/>, left out.</summary>
    public Graph Build(bool prune = false)
    {
        if (outputs.Count == 0)
            throw new GraphException(name, "a graph needs an output");
        var needed = new HashSet<Node>();
        foreach (var output in outputs)
            needed.Add(output.Node);
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(nodes[i]))
                needed.UnionWith(nodes[i].Inputs);
            else if (!prune)
                throw new GraphException(nodes[i].Name, "no output needs it");
        }

        return new Graph(name, [.. nodes.Where(needed.Contains)], [.. outputs]);
    }

    /// <summary>Adds nodes of another graph by name, with some ops replaced.</summary>
    internal void AddAll(ImmutableArray<Node> others, Func<Node, Op> replace)
    {
        foreach (var node in others)
            Node(node.Name, replace(node), [.. node.Inputs.Select(input => byName[input.Name])], node.Quantization);
    }
}
