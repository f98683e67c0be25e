using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Transforms;

/// <summary>Turns a quantized model into the float model that it approximates.</summary>
public static class Dequantize
{
    /// <summary>Whether an edge or a weight is quantized.</summary>
    public static bool IsQuantized(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Graph.Nodes.Any(node => node.Quantization is not null)
            || model.Weights.Values.Any(tensor => tensor.Quantization is not null);
    }

    /// <summary>
    /// The model in float: weights are the numbers that the integers represent, edges are not rounded. A convolution without
    /// an activation whose quantized range starts at 0 is clamped to that range: converters leave the ReLU out where the
    /// range implies it.
    /// </summary>
    public static Model ToFloat(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var weights = model.Weights.ToDictionary(
            weight => weight.Key, weight => weight.Value.Quantization is null ? weight.Value : weight.Value.ToFloat32(), StringComparer.Ordinal);
        return new Model(ToFloat(model.Graph), new WeightSet(weights), model.Card);
    }

    /// <summary>The graph that <see cref="ToFloat(Model)"/> gives a model of this one.</summary>
    public static Graph ToFloat(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rewriter = new Rewriter(graph.Name);
        foreach (var node in graph.Nodes)
        {
            var copy = rewriter.Add(node, node.Op, keepQuantization: false);
            if (ImpliedActivation(graph, node) is { } clamp)
                rewriter.Replace(node, rewriter.Add(FreeName(graph, node), clamp, copy));
        }

        return rewriter.Build(graph.Outputs);
    }

    static Activation? ImpliedActivation(Graph graph, Node node) =>
        node is { Op: Conv2d, Quantization: { Axis: null, Minimum: >= 0 } range }
        && !(graph.ReadersOf(node).Any() && graph.ReadersOf(node).All(reader => reader.Op is Activation))
            ? Activation.Clamp(range.Minimum, range.Maximum)
            : null;

    static string FreeName(Graph graph, Node node)
    {
        var name = $"{node.Name}.range";
        while (graph.Find(name) is not null)
            name += "_";
        return name;
    }
}
