namespace MobileNetSharp.Graphs.Json;

/// <summary>A graph as it is written in JSON: names in place of references, and no shape that can be inferred.</summary>
sealed record GraphDocument(string Name, List<NodeDocument> Nodes, List<OutputDocument> Outputs)
{
    public static GraphDocument From(Graph graph) => new(
        graph.Name,
        [.. graph.Nodes.Select(node => new NodeDocument(
            node.Name, node.Op, [.. node.Inputs.Select(input => input.Name)], node.Quantization))],
        [.. graph.Outputs.Select(output => new OutputDocument(output.Name, output.Node.Name, output.Layout))]);

    /// <summary>Declares the graph again, with every rule checked.</summary>
    public Graph ToGraph()
    {
        var builder = new GraphBuilder(Name);
        foreach (var node in Nodes)
        {
            // Elements of a list may be null in the JSON, whatever their type says.
            if (node is null)
                throw new GraphException(Name, "one of its nodes is null");
            builder.Node(
                node.Name,
                node.Op,
                [.. node.Inputs.Select(input => Known(builder, node.Name, input))],
                node.Quantization);
        }

        foreach (var output in Outputs)
        {
            if (output is null)
                throw new GraphException(Name, "one of its outputs is null");
            builder.Output(output.Name, Known(builder, output.Name, output.Node), output.Layout);
        }

        return builder.Build();
    }

    static Node Known(GraphBuilder builder, string reader, string? name) => builder.Find(name ?? "")
        ?? throw new GraphException(reader, $"reads '{name}', but no node before it has that name");
}

/// <summary>A node in JSON.</summary>
sealed record NodeDocument(string Name, Op Op, List<string> Inputs, Quantization? Quantization = null);

/// <summary>A named output in JSON.</summary>
sealed record OutputDocument(string Name, string Node, TensorLayout? Layout = null);
