using System.Collections.Immutable;

namespace MobileNetSharp.Graphs;

/// <summary>The weights that each op needs.</summary>
public static class WeightSpecs
{
    /// <summary>Every weight of the graph, in the order of its nodes.</summary>
    public static IEnumerable<WeightSpec> WeightsOf(this Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.SelectMany(node => WeightsOf(node));
    }

    /// <summary>The weights of one node.</summary>
    public static ImmutableArray<WeightSpec> WeightsOf(this Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Op switch
        {
            Conv2d conv => KernelAndBias(
                node, [conv.Channels, node.Inputs[0].Channels / conv.Groups, conv.Kernel.Height, conv.Kernel.Width], conv.HasBias),
            Linear linear => KernelAndBias(node, [linear.Channels, node.Inputs[0].Channels], linear.HasBias),
            Graphs.BatchNorm => BatchNorm(node),
            Input or Activation or Add or Concat or Pool or GlobalAveragePool or Resize or ChannelShuffle or SpaceToDepth
                or Pad or Reshape or Softmax or L2Normalization or ArgMax or Dropout => [],
            _ => throw new GraphException(node.Name, $"the weights of {node.Op.GetType().Name} are not known"),
        };
    }

    static ImmutableArray<WeightSpec> KernelAndBias(Node node, ImmutableArray<int> shape, bool hasBias)
    {
        var kernel = new WeightSpec($"{node.Name}.weight", shape, WeightRole.Kernel);
        return hasBias ? [kernel, new($"{node.Name}.bias", [shape[0]], WeightRole.Bias)] : [kernel];
    }

    static ImmutableArray<WeightSpec> BatchNorm(Node node) =>
    [
        new($"{node.Name}.weight", [node.Channels], WeightRole.BatchNormScale),
        new($"{node.Name}.bias", [node.Channels], WeightRole.BatchNormShift),
        new($"{node.Name}.running_mean", [node.Channels], WeightRole.BatchNormStatistic),
        new($"{node.Name}.running_var", [node.Channels], WeightRole.BatchNormStatistic),
        new($"{node.Name}.num_batches_tracked", [], WeightRole.BatchNormCounter),
    ];
}

/// <summary>A weight that a node needs.</summary>
/// <param name="Name">The node's name, a dot, and <c>weight</c>, <c>bias</c>, <c>running_mean</c>, …</param>
/// <param name="Shape">OIHW for convolutions, (out, in) for linear layers, (C) for vectors, empty for a scalar.</param>
/// <param name="Role">What it is for.</param>
public sealed record WeightSpec(string Name, ImmutableArray<int> Shape, WeightRole Role)
{
    /// <summary>Number of elements.</summary>
    public long Count => Shape.Aggregate(1L, (product, axis) => product * axis);

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Role} {string.Join('x', Shape)}";
}

/// <summary>What a weight is for.</summary>
public enum WeightRole
{
    /// <summary>Kernel of a convolution or matrix of a linear layer.</summary>
    Kernel,

    /// <summary>Added per output channel.</summary>
    Bias,

    /// <summary>γ of batch normalization.</summary>
    BatchNormScale,

    /// <summary>β of batch normalization.</summary>
    BatchNormShift,

    /// <summary>The running mean or variance: a buffer, not a parameter.</summary>
    BatchNormStatistic,

    /// <summary>PyTorch's count of the batches that batch normalization saw: a buffer that inference never reads, and may be absent.</summary>
    BatchNormCounter,
}
