using MobileNetSharp.Graphs;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Weights;

/// <summary>
/// The weights that training starts from. Each weight is a function of the seed, its name and its shape alone, to the bit on
/// every platform: a layer more or less changes no other.
/// </summary>
public static class Initializer
{
    /// <summary>What each channel of a normalized map is multiplied by at first (ParseNet, arXiv 1506.04579, and SSD, arXiv 1512.02325, §3.1).</summary>
    const float NormalizedScale = 20;

    /// <summary>TF-slim's for the MobileNets: kernels from a normal of deviation 0.09 truncated at two deviations.</summary>
    public static WeightSet TfSlim(Graph graph, ulong seed) => TruncatedNormal(graph, seed, 0.09);

    /// <summary>Kernels from a normal of this deviation truncated at two deviations: 0.03 in TensorFlow's detectors.</summary>
    public static WeightSet TruncatedNormal(Graph graph, ulong seed, double deviation) =>
        Fill(graph, seed, (_, stream) => deviation * stream.NextTruncatedNormal());

    /// <summary>
    /// torchvision's for mobilenet_v2: convolutions normal with variance 2/(output channels · kernel area), linear layers
    /// normal with deviation 0.01.
    /// </summary>
    public static WeightSet TorchVision(Graph graph, ulong seed) => Fill(graph, seed, (shape, stream) =>
        stream.NextNormal() * (shape.Length == 4 ? Math.Sqrt(2.0 / ((double)shape[0] * shape[2] * shape[3])) : 0.01));

    static WeightSet Fill(Graph graph, ulong seed, Func<int[], RandomStream, double> kernel)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new WeightSet(graph.Nodes.SelectMany(node => node.WeightsOf().Select(spec => KeyValuePair.Create(spec.Name, Tensor(spec, seed, ScalesNormalized(node) ? (_, _) => NormalizedScale : kernel)))));
    }

    /// <summary>Whether a layer is the scale of each channel after an <see cref="L2Normalization"/>.</summary>
    static bool ScalesNormalized(Node node) => node is { Op: Conv2d { Kernel.Area: 1 } conv, Inputs: [{ Op: L2Normalization } normalized, ..] } && conv.Groups == normalized.Channels;

    static Tensor Tensor(WeightSpec spec, ulong seed, Func<int[], RandomStream, double> kernel)
    {
        if (spec.Role == WeightRole.BatchNormCounter)
            return Weights.Tensor.FromInt64(spec.Shape, [0]);
        var values = new float[spec.Count];
        if (spec.Role == WeightRole.Kernel)
        {
            var stream = new RandomStream(seed, spec.Name);
            int[] shape = [.. spec.Shape];
            foreach (ref var value in values.AsSpan())
                value = (float)kernel(shape, stream);
        }
        else if (spec.Role == WeightRole.BatchNormScale || spec.Name.EndsWith(".running_var", StringComparison.Ordinal))
        {
            Array.Fill(values, 1);
        }

        return Weights.Tensor.FromFloats(spec.Shape, values);
    }
}
