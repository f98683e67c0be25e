using MobileNetSharp.Graphs;
using MobileNetSharp.Numerics;
using MobileNetSharp.Weights;

namespace MobileNetSharp.TestKit;

/// <summary>
/// Weights with which two implementations cannot agree by accident: batch normalization with real spread, and activations
/// that keep their magnitude from the first layer to the logits. eng/make_torchvision_golden.py computes the same values.
/// </summary>
public static class SpreadWeights
{
    /// <summary>γ in [0.5, 2), β and biases in [−0.5, 1), running statistics around what the kernels give; all float32.</summary>
    public static WeightSet For(Graph graph, ulong seed)
    {
        var moments = new Dictionary<Node, double>();
        var tensors = new Dictionary<string, Tensor>();
        foreach (var node in graph.Nodes)
        {
            moments[node] = Moment(node, moments);
            var moment = node.Inputs.IsEmpty ? 1 : moments[node.Inputs[0]];
            foreach (var spec in node.WeightsOf())
                tensors.Add(spec.Name, Tensor(spec, moment, seed));
        }

        return new WeightSet(tensors);
    }

    /// <summary>An image-like input of the graph's shape: values in [−1, 1).</summary>
    public static float[] Input(Shape shape, ulong seed) => Uniform("input", seed, shape.Count, -1, 1);

    /// <summary>About what the square of an element is on average.</summary>
    static double Moment(Node node, Dictionary<Node, double> moments) => node.Op switch
    {
        Graphs.Input => 1.0 / 3,
        BatchNorm => 2,
        L2Normalization => 1.0 / node.Channels,
        Add => moments[node.Inputs[0]] + moments[node.Inputs[1]],
        Activation => 0.7 * moments[node.Inputs[0]],
        _ => moments[node.Inputs[0]],
    };

    static Tensor Tensor(WeightSpec spec, double moment, ulong seed)
    {
        if (spec.Role == WeightRole.BatchNormCounter)
            return Weights.Tensor.FromInt64(spec.Shape, [1]);
        var (minimum, maximum) = Range(spec, moment);
        return Weights.Tensor.FromFloats(spec.Shape, Uniform(spec.Name, seed, spec.Count, minimum, maximum));
    }

    static (double Minimum, double Maximum) Range(WeightSpec spec, double moment)
    {
        switch (spec.Role)
        {
            case WeightRole.Kernel:
                var bound = Math.Sqrt(3.0 / (spec.Count / spec.Shape[0]));
                return (-bound, bound);
            case WeightRole.BatchNormScale:
                return (0.5, 2);
            case WeightRole.BatchNormStatistic when spec.Name.EndsWith(".running_var", StringComparison.Ordinal):
                return (0.5 * moment, 1.5 * moment);
            case WeightRole.BatchNormStatistic:
                return (-0.3 * Math.Sqrt(moment), 0.3 * Math.Sqrt(moment));
            default:
                return (-0.5, 1);
        }
    }

    static float[] Uniform(string name, ulong seed, long count, double minimum, double maximum)
    {
        var stream = new RandomStream(seed, name);
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
            value = (float)stream.NextUniform(minimum, maximum);
        return values;
    }
}
