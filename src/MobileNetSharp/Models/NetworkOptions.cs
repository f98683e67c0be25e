using System.Globalization;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The options of every network.</summary>
public abstract record NetworkOptions
{
    /// <summary>Height and width of the input in pixels, at least 32.</summary>
    public Size Resolution { get; init; } = 224;

    /// <summary>Images in a batch.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Classes: outputs of the classifier, or what a detector or segmenter distinguishes.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Padding and ε of batch normalization.</summary>
    public Dialect Dialect { get; init; } = Dialect.TensorFlow;

    /// <summary>An empty graph with the network's name, <c>{architecture}_{resolution}</c>, and the options checked.</summary>
    internal GraphBuilder Builder(string architecture)
    {
        var name = Resolution.Height == Resolution.Width ? Invariant($"{architecture}_{Resolution.Height}") : $"{architecture}_{Resolution}";
        Check();
        return new GraphBuilder(name, Dialect);
    }

    /// <summary>Throws an <see cref="ArgumentOutOfRangeException"/> with the option's name where one is out of its bounds.</summary>
    private protected virtual void Check()
    {
        if (Resolution is not { Height: >= 32, Width: >= 32 })
            throw OutOfBounds(nameof(Resolution), $"the resolution must be at least 32x32, is {Resolution}");
    }

    /// <summary>The same check for the options of a backbone.</summary>
    private protected static void Check(NetworkOptions backbone) => backbone.Check();

    /// <summary>What to throw for an option: its name, and its bounds and value in words.</summary>
    private protected static ArgumentOutOfRangeException OutOfBounds(string option, string rule) => new(option, rule);

    /// <summary>The input <c>(N,H,W,3)</c>.</summary>
    internal Node Input(GraphBuilder g) => g.Input("input", new Shape(Batch, Resolution.Height, Resolution.Width, 3));

    /// <summary>A width multiplier as it is written in names: <c>1.0</c>, <c>0.35</c>.</summary>
    internal static string WidthText(double width) => width.ToString("0.0########", CultureInfo.InvariantCulture);

    /// <summary>Throws where a width multiplier is out of bounds.</summary>
    private protected static void CheckWidth(double width)
    {
        if (width is not (> 0 and <= 100))
            throw OutOfBounds(nameof(MobileNetOptions.WidthMultiplier), Invariant($"the width multiplier must be above 0 and at most 100, is {width}"));
    }

    /// <summary>Throws where networks cannot be built for an output stride.</summary>
    private protected static void CheckOutputStride(int outputStride)
    {
        if (outputStride is not (8 or 16 or 32))
            throw OutOfBounds(nameof(BackboneOptions.OutputStride), $"the output stride must be 8, 16 or 32, is {outputStride}");
    }

    /// <inheritdoc/>
    public sealed override string ToString() => Invariant($"{GetType().Name.Replace("Options", "", StringComparison.Ordinal)} at {Resolution}, {Classes} classes{Details}");

    private protected virtual string Details => "";
}

/// <summary>The options of every classifier.</summary>
public abstract record ClassifierOptions : NetworkOptions
{
    /// <summary>The probability to drop before the classifier (1 − TF-slim's "keep"); 0 leaves the node out.</summary>
    public double Dropout { get; init; }

    /// <summary>Pooling, dropout and the classifier; the output <c>logits (N,1,1,classes)</c>.</summary>
    internal Graph WithClassifier(GraphBuilder g, Node features, bool bias = true)
    {
        var x = g.GlobalAveragePool("pool", features);
        if (Dropout != 0)
            x = g.Dropout("dropout", x, Dropout);
        g.Output("logits", g.Linear("classifier", x, Classes, bias));
        return g.Build();
    }
}

/// <summary>The options of every classifier that can be the backbone of a detector or segmenter.</summary>
public abstract record BackboneOptions : ClassifierOptions
{
    /// <summary>Input size over that of the last feature map: 32, or 16 or 8 by dilated convolutions (§6.3).</summary>
    public int OutputStride { get; init; } = 32;

    /// <summary>The network's name without its resolution, and without a width of 1: <c>mobilenet_v2</c>, <c>mobilenet_v2_0.5</c>.</summary>
    internal abstract string Architecture { get; }

    /// <summary>Declares everything before the pooling. Returns the last feature map.</summary>
    internal abstract Node Features(GraphBuilder g);

    private protected override void Check()
    {
        base.Check();
        CheckOutputStride(OutputStride);
    }
}

/// <summary>The options that the MobileNets have in common.</summary>
public abstract record MobileNetOptions : BackboneOptions
{
    /// <summary>Scales the channels of every layer; in a MobileNetV2 classifier below 1 not those of the last convolution (§4).</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>The width as a part of a backbone's name: none where it is 1.</summary>
    private protected string WidthSuffix => WidthMultiplier == 1 ? "" : $"_{WidthText(WidthMultiplier)}";

    private protected override void Check()
    {
        CheckWidth(WidthMultiplier);
        base.Check();
    }

    private protected override string Details => Invariant($", width {WidthMultiplier}");
}
