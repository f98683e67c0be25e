using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>What every classifier can be asked for whose features detectors and segmenters take.</summary>
public abstract record BackboneOptions : ClassifierOptions
{
    /// <summary>Input size over that of the last feature map: 32, or 16 or 8 by dilated convolutions (§6.3).</summary>
    public int OutputStride { get; init; } = 32;

    /// <summary>The network's name without its resolution, and without a width of 1: <c>mobilenet_v2</c>, <c>mobilenet_v2_0.5</c>.</summary>
    internal abstract string Architecture { get; }

    /// <summary>Declares everything before the pooling. Returns the last feature map.</summary>
    internal abstract Node Features(GraphBuilder g);

    private protected override void Check(string name)
    {
        base.Check(name);
        CheckOutputStride(name, OutputStride);
    }
}
