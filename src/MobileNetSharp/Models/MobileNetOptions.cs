using System.Globalization;
using MobileNetSharp.Graphs;

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
        Require(WidthMultiplier is > 0 and <= 100, "The width multiplier must be above 0 and at most 100", WidthMultiplier);
        Require(Resolution is { Height: >= 32, Width: >= 32 }, "The resolution must be at least 32x32", Resolution);
        Require(OutputStride is 8 or 16 or 32, "The output stride must be 8, 16 or 32", OutputStride);
        var size = Resolution.Height == Resolution.Width ? Resolution.Height.ToString(CultureInfo.InvariantCulture) : $"{Resolution}";
        return new GraphBuilder(string.Create(CultureInfo.InvariantCulture, $"{architecture}_{WidthMultiplier:0.0########}_{size}"), Dialect);
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

    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> with the rule and the value found where a rule does not hold.</summary>
    internal static void Require(bool holds, string rule, object? value)
    {
        if (!holds)
            throw new ArgumentOutOfRangeException(null, string.Create(CultureInfo.InvariantCulture, $"{rule}; it is {value}."));
    }
}
