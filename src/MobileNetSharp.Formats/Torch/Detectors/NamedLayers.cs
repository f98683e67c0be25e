using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch.Detectors;

/// <summary>
/// A network that is built from the names of its layers in a state dict: the kernels give channels, groups and biases, the caller the
/// rest. The nodes have the names of the file, and so do their weights.
/// </summary>
sealed class NamedLayers(GraphBuilder builder, IReadOnlyDictionary<string, Tensor> tensors)
{
    public GraphBuilder Builder => builder;

    /// <summary>Whether the state dict has a layer.</summary>
    public bool Has(string name) => tensors.ContainsKey($"{name}.weight");

    /// <summary>A convolution without activation; padded equally on all sides unless given.</summary>
    public Node Convolution(string name, Node x, int stride = 1, int dilation = 1, Padding? padding = null)
    {
        if (Find(name).Shape is not [> 0 and var channels, > 0 and var inputs, > 0 and <= MaxKernel and var height, > 0 and <= MaxKernel and var width])
            throw Misfit(name, "a kernel of rank 4");
        if (x.Channels % inputs != 0)
            throw Misfit(name, $"{x.Channels} input channels");
        return builder.Conv2d(
            name, x, channels, new Size(height, width), stride, dilation, x.Channels / inputs, padding, tensors.ContainsKey($"{name}.bias"));
    }

    /// <summary>A convolution and ReLU.</summary>
    public Node ConvolutionRelu(string name, Node x, int stride = 1, int dilation = 1, Padding? padding = null) =>
        builder.Relu($"{name}.relu", Convolution(name, x, stride, dilation, padding));

    /// <summary>A convolution and its batch normalization, which has the next number.</summary>
    public Node Normalized(string prefix, int index, Node x, int stride = 1) =>
        builder.BatchNorm($"{prefix}.{index + 1}", Convolution($"{prefix}.{index}", x, stride));

    /// <summary>The same, then an activation.</summary>
    public Node Activated(string prefix, int index, Node x, Activation activation, int stride = 1) =>
        builder.Node($"{prefix}.{index + 1}.{activation.Kind.ToString().ToLowerInvariant()}", activation, Normalized(prefix, index, x, stride));

    /// <summary>The number of output channels of a layer.</summary>
    public int Channels(string name) => Find(name).Shape is [> 0 and var channels, ..] ? channels : throw Misfit(name, "output channels");

    /// <summary>A name's fault, with what was expected in its place.</summary>
    public ModelFormatException Misfit(string name, string expected) =>
        new($"'{name}.weight' has the shape [{string.Join(", ", Find(name).Shape)}], expected {expected}.");

    /// <summary>More is not a kernel of these networks, but would be padded by as much.</summary>
    const int MaxKernel = 7;

    Tensor Find(string name) => tensors.GetValueOrDefault($"{name}.weight")
        ?? throw new ModelFormatException($"There is no tensor '{name}.weight'.");
}
