using System.Globalization;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>What the MobileNets have in common.</summary>
public abstract record MobileNetOptions
{
    /// <summary>Scales the channels of every layer; in MobileNetV2 below 1 not those of the last convolution (§4).</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>Height and width of the input in pixels, at least 32.</summary>
    public Size Resolution { get; init; } = 224;

    /// <summary>Images in a batch.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Outputs of the classifier.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Padding and ε of batch normalisation.</summary>
    public Dialect Dialect { get; init; } = Dialect.TensorFlow;

    /// <summary>The probability to drop before the classifier (1 − TF-slim's "keep"); 0 leaves the node out.</summary>
    public double Dropout { get; init; }

    /// <summary>Input size over that of the last feature map: 32, or 16 or 8 by dilated convolutions (§6.3).</summary>
    public int OutputStride { get; init; } = 32;

    /// <summary>An empty graph with the network's name, such as <c>mobilenet_v2_1.0_224</c>, and the options checked.</summary>
    internal GraphBuilder Builder(string architecture)
    {
        var size = Resolution.Height == Resolution.Width ? Resolution.Height.ToString(CultureInfo.InvariantCulture) : $"{Resolution}";
        var name = string.Create(CultureInfo.InvariantCulture, $"{architecture}_{WidthMultiplier:0.0########}_{size}");
        Check(name);
        return new GraphBuilder(name, Dialect);
    }

    /// <summary>Throws a <see cref="GraphException"/> with the network's name where an option is out of its bounds.</summary>
    private protected virtual void Check(string name)
    {
        if (WidthMultiplier is not (> 0 and <= 100))
            throw new GraphException(name, Invariant($"the width multiplier must be above 0 and at most 100, is {WidthMultiplier}"));
        if (Resolution is not { Height: >= 32, Width: >= 32 })
            throw new GraphException(name, $"the resolution must be at least 32x32, is {Resolution}");
        if (OutputStride is not (8 or 16 or 32))
            throw new GraphException(name, $"the output stride must be 8, 16 or 32, is {OutputStride}");
    }

    /// <summary>The input <c>(N,H,W,3)</c>.</summary>
    internal Node Input(GraphBuilder g) => g.Input("input", new Shape(Batch, Resolution.Height, Resolution.Width, 3));

    /// <summary>Pooling, dropout and the classifier; the output <c>logits (N,1,1,classes)</c>.</summary>
    internal Graph WithClassifier(GraphBuilder g, Node features)
    {
        var x = g.GlobalAveragePool("pool", features);
        if (Dropout != 0)
            x = g.Dropout("dropout", x, Dropout);
        g.Output("logits", g.Linear("classifier", x, Classes));
        return g.Build();
    }
}
