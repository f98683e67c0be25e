using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Transforms;

/// <summary>
/// Folds batch normalization into the convolution before it, in double precision:
/// <c>w·γ/√(σ² + ε)</c> and <c>(b − μ)·γ/√(σ² + ε) + β</c>.
/// </summary>
public static class FoldBatchNorm
{
    /// <summary>
    /// The same function with fewer nodes: the convolution keeps its name and gains a bias. Batch normalization that follows
    /// anything else, or a convolution that another node reads too, stays. The result shares the other weights of the model given, which must not be disposed before it.
    /// </summary>
    public static Model Apply(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var weights = new Dictionary<string, Tensor>(model.Weights, StringComparer.Ordinal);
        foreach (var batchNorm in Folded(model.Graph))
            FoldWeights(batchNorm, weights);
        return new Model(Apply(model.Graph), new WeightSet(weights), model.Card);
    }

    /// <summary>The graph that <see cref="Apply(Model)"/> gives a model of this one.</summary>
    public static Graph Apply(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var folded = Folded(graph);
        var rewriter = new Rewriter(graph.Name);
        foreach (var node in graph.Nodes)
        {
            if (folded.Contains(node))
                rewriter.Replace(node, rewriter[node.Inputs[0]]);
            else if (node.Op is Conv2d conv && graph.ReadersOf(node).Any(folded.Contains))
                rewriter.Add(node, conv with { HasBias = true });
            else
                rewriter.Add(node, node.Op);
        }

        return rewriter.Build(graph.Outputs);
    }

    static HashSet<Node> Folded(Graph graph) => [.. graph.Nodes.Where(node => node.Op is BatchNorm && Folds(graph, node))];

    static bool Folds(Graph graph, Node batchNorm) =>
        batchNorm.Inputs[0] is { Op: Conv2d, Quantization: null } conv
        && graph.ReadersOf(conv).Count() == 1 && !graph.IsOutput(conv);

    static void FoldWeights(Node batchNorm, Dictionary<string, Tensor> weights)
    {
        var conv = batchNorm.Inputs[0];
        var (scale, shift) = ScaleAndShift(batchNorm, weights);
        var tensor = weights[$"{conv.Name}.weight"];
        var kernel = tensor.ToFloats();
        var perChannel = kernel.Length / scale.Length;
        for (var i = 0; i < kernel.Length; i++)
            kernel[i] = (float)(kernel[i] * scale[i / perChannel]);

        var bias = weights.TryGetValue($"{conv.Name}.bias", out var given) ? given.ToFloats() : new float[scale.Length];
        for (var c = 0; c < bias.Length; c++)
            bias[c] = (float)((bias[c] * scale[c]) + shift[c]);

        weights[$"{conv.Name}.weight"] = Tensor.FromFloats(tensor.Shape, kernel);
        weights[$"{conv.Name}.bias"] = Tensor.FromFloats([bias.Length], bias);
        foreach (var spec in batchNorm.WeightsOf())
            weights.Remove(spec.Name);
    }

    /// <summary>Batch normalization as <c>scale·x + shift</c> per channel.</summary>
    public static (double[] Scale, double[] Shift) ScaleAndShift(Node batchNorm, IReadOnlyDictionary<string, Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(batchNorm);
        ArgumentNullException.ThrowIfNull(weights);
        var epsilon = ((BatchNorm)batchNorm.Op).Epsilon;
        var gamma = weights[$"{batchNorm.Name}.weight"].ToFloats();
        var beta = weights[$"{batchNorm.Name}.bias"].ToFloats();
        var mean = weights[$"{batchNorm.Name}.running_mean"].ToFloats();
        var variance = weights[$"{batchNorm.Name}.running_var"].ToFloats();
        var (scale, shift) = (new double[gamma.Length], new double[gamma.Length]);
        for (var c = 0; c < gamma.Length; c++)
        {
            scale[c] = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            shift[c] = beta[c] - (mean[c] * scale[c]);
        }

        return (scale, shift);
    }
}
