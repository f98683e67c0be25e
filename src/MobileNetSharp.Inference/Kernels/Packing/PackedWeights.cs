using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Transforms;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>The weights of a model as its kernels read them; they do not depend on the input's size.</summary>
sealed class PackedWeights
{
    readonly Dictionary<string, PackedPanels> panels = new(StringComparer.Ordinal);
    readonly Dictionary<string, PackedChannels> channels = new(StringComparer.Ordinal);
    readonly Dictionary<string, PackedDepthwise> depthwiseBlocks = new(StringComparer.Ordinal);

    public PackedWeights(Model model, VectorWidth width)
        : this(width)
    {
        foreach (var node in model.Graph.Nodes)
        {
            if (node.Op is BatchNorm)
                channels.Add(node.Name, PackScaleAndShift(node, model.Weights));
            else if (IsFilter(node))
                AddFilter(node, PackFilter(node, model.Weights));
            else if (node.Op is Conv2d or Linear)
                panels.Add(node.Name, new PackedPanels(node, Kernel(node, model.Weights), Bias(node, model.Weights), width));
        }
    }

    PackedWeights(VectorWidth width) => Width = width;

    /// <summary>The vectors that read the weights.</summary>
    public VectorWidth Width { get; }

    /// <summary>What a graph's weights would be, without values: enough to tell what its kernels need, not to run them.</summary>
    public static PackedWeights Sizes(Graph graph, VectorWidth width)
    {
        var sizes = new PackedWeights(width);
        foreach (var node in graph.Nodes.Where(node => node.Op is BatchNorm or Conv2d or Linear))
        {
            sizes.channels.Add(node.Name, new PackedChannels([], []));
            sizes.depthwiseBlocks.Add(node.Name, new PackedDepthwise(node.Channels, width));
            sizes.panels.Add(node.Name, new PackedPanels(node, width));
        }

        return sizes;
    }

    /// <summary>True for the convolutions whose weights are packed by channel: depthwise ones with one output for each input channel.</summary>
    public static bool IsFilter(Node node) => node is { IsDepthwise: true, ChannelMultiplier: 1 };

    public PackedPanels Panels(Node node) => panels[node.Name];

    public PackedChannels Filter(Node node) => channels[node.Name];

    /// <summary>The same by blocks, for the 3×3 ones that fused blocks use.</summary>
    public PackedDepthwise FilterBlocks(Node node) => depthwiseBlocks[node.Name];

    public PackedChannels ScaleAndShift(Node node) => channels[node.Name];

    void AddFilter(Node node, PackedChannels packed)
    {
        channels.Add(node.Name, packed);
        if (((Conv2d)node.Op).Kernel == 3)
            depthwiseBlocks.Add(node.Name, new PackedDepthwise(packed, node.Channels, Width));
    }

    static ReadOnlySpan<float> Kernel(Node node, WeightSet weights) => weights[$"{node.Name}.weight"].ToFloat32().As<float>();

    static ReadOnlySpan<float> Bias(Node node, WeightSet weights) =>
        weights.TryGetValue($"{node.Name}.bias", out var bias) ? bias.ToFloat32().As<float>() : new float[node.Channels];

    static PackedChannels PackScaleAndShift(Node node, WeightSet weights)
    {
        var (scale, shift) = FoldBatchNorm.ScaleAndShift(node, weights);
        return new PackedChannels([.. scale.Select(value => (float)value)], [.. shift.Select(value => (float)value)]);
    }

    /// <summary>From (C, 1, height, width) to (height, width, C).</summary>
    static PackedChannels PackFilter(Node node, WeightSet weights)
    {
        var kernel = Kernel(node, weights);
        var taps = kernel.Length / node.Channels;
        var packed = new float[kernel.Length];
        for (var i = 0; i < kernel.Length; i++)
            packed[(i % taps * node.Channels) + (i / taps)] = kernel[i];
        return new PackedChannels(packed, Bias(node, weights));
    }
}
