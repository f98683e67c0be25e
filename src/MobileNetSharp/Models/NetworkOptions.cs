using System.Globalization;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>What every network can be asked for.</summary>
public abstract record NetworkOptions
{
    /// <summary>Height and width of the input in pixels, at least 32.</summary>
    public Size Resolution { get; init; } = 224;

    /// <summary>Images in a batch.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Outputs of the classifier, or what a detector or a segmenter tells apart.</summary>
    public int Classes { get; init; } = 1000;

    /// <summary>Padding and ε of batch normalization.</summary>
    public Dialect Dialect { get; init; } = Dialect.TensorFlow;

    /// <summary>An empty graph with the network's name, <c>{architecture}_{resolution}</c>, and the options checked.</summary>
    internal GraphBuilder Builder(string architecture)
    {
        var name = Resolution.Height == Resolution.Width ? Invariant($"{architecture}_{Resolution.Height}") : $"{architecture}_{Resolution}";
        Check(name);
        return new GraphBuilder(name, Dialect);
    }

    /// <summary>Throws a <see cref="GraphException"/> with the network's name where an option is out of its bounds.</summary>
    private protected virtual void Check(string name)
    {
        if (Resolution is not { Height: >= 32, Width: >= 32 })
            throw new GraphException(name, $"the resolution must be at least 32x32, is {Resolution}");
    }

    /// <summary>The same check of the options of a network beneath this one.</summary>
    private protected static void Check(string name, NetworkOptions backbone) => backbone.Check(name);

    /// <summary>The input <c>(N,H,W,3)</c>.</summary>
    internal Node Input(GraphBuilder g) => g.Input("input", new Shape(Batch, Resolution.Height, Resolution.Width, 3));

    /// <summary>A width multiplier as names have it: <c>1.0</c>, <c>0.35</c>.</summary>
    internal static string WidthText(double width) => width.ToString("0.0########", CultureInfo.InvariantCulture);

    /// <summary>Throws where a width multiplier is out of bounds.</summary>
    private protected static void CheckWidth(string name, double width)
    {
        if (width is not (> 0 and <= 100))
            throw new GraphException(name, Invariant($"the width multiplier must be above 0 and at most 100, is {width}"));
    }

    /// <summary>Throws where an output stride is none that networks are built for.</summary>
    private protected static void CheckOutputStride(string name, int outputStride)
    {
        if (outputStride is not (8 or 16 or 32))
            throw new GraphException(name, $"the output stride must be 8, 16 or 32, is {outputStride}");
    }
}
