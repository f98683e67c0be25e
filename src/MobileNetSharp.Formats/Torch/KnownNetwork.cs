using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Formats.Torch;

/// <summary>A network whose weights are recognized among tensors without a graph.</summary>
sealed class KnownNetwork
{
    /// <summary>MobileNetV1 without a classifier and counters: 27 kernels, and four tensors for each batch normalization.</summary>
    public const int FewestTensors = 27 * 5;

    readonly Func<int, Dialect, Graph> build;

    KnownNetwork(string family, double width, Func<int, Dialect, Graph> build)
    {
        (Family, Width, this.build) = (family, width, build);
        var nodes = build(1, Dialect.PyTorch).Nodes;
        Layers = [.. nodes.Where(node => node.Op is Conv2d or BatchNorm)];
        Features = Layers[^1].Channels;
    }

    /// <summary>MobileNetV2, then MobileNetV1, at their published widths.</summary>
    public static ImmutableArray<KnownNetwork> Published { get; } = [.. Signature.WidthsV2.Select(V2), .. Signature.WidthsV1.Select(V1)];

    /// <summary>The name of the paper's network.</summary>
    public string Family { get; }

    public double Width { get; }

    /// <summary>The convolutions and batch normalizations, in the order in which they run.</summary>
    public ImmutableArray<Node> Layers { get; }

    /// <summary>Inputs of the classifier.</summary>
    public int Features { get; }

    /// <summary>Whether implementations for PyTorch disagree on the activation: MobileNetV1's has been ReLU as well as ReLU6.</summary>
    public bool ActivationVaries => Family == "MobileNetV1";

    public override string ToString() => FormattableString.Invariant($"{Family} {Width:0.0#}");

    /// <summary>The graph with a classifier; without classes, one that ends with the pooled features.</summary>
    public Graph Build(int? classes, Dialect dialect) => classes is { } count
        ? build(count, dialect)
        : build(1, dialect).WithOutputs(("features", "pool"));

    /// <summary>
    /// MobileNetV2 at the hundredths whose stem and last convolution have about the channels of these layers: unpublished widths.
    /// </summary>
    public static IEnumerable<KnownNetwork> Unpublished(IReadOnlyCollection<StateLayer> layers)
    {
        const double stem = 32, last = 320, head = 1280;
        const int rounding = 8, widestPercent = 400;
        ImmutableArray<int>[] kernels = [.. layers.Where(layer => layer.KernelRank == 4).Select(layer => layer.Weight!.Shape)];
        return
            from percent in Enumerable.Range(1, widestPercent)
            let width = percent / 100.0
            where !Signature.WidthsV2.Contains(width)
            where kernels.Any(kernel => kernel[1] == 3 && Math.Abs(kernel[0] - (stem * width)) <= rounding)
            where kernels.Any(kernel => Math.Abs(kernel[1] - (last * width)) <= rounding && Math.Abs(kernel[0] - (head * Math.Max(1, width))) <= rounding)
            select V2(width);
    }

    static KnownNetwork V2(double width) => new("MobileNetV2", width, (classes, dialect) =>
        MobileNetV2.Build(new() { WidthMultiplier = width, Classes = classes, Dialect = dialect }));

    static KnownNetwork V1(double width) => new("MobileNetV1", width, (classes, dialect) =>
        MobileNetV1.Build(new() { WidthMultiplier = width, Classes = classes, Dialect = dialect }));
}
