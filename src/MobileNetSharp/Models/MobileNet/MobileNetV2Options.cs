using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The choices that the paper leaves open; the defaults are MobileNetV2 1.0 at 224².</summary>
public sealed record MobileNetV2Options : MobileNetOptions
{
    /// <summary>The defaults: dropout 0.2, as in TF-slim and torchvision.</summary>
    public MobileNetV2Options() => Dropout = 0.2;

    /// <summary>The bottleneck rows; Table 2's unless given.</summary>
    public ImmutableArray<Stage> Stages { get; init; } = MobileNetV2.Table2;

    /// <summary>Channels of the last convolution at width 1.</summary>
    public int HeadChannels { get; init; } = 1280;

    /// <summary>What the channels of every width are a multiple of: 8, but 1 in TensorFlow's narrower deeplab models (feature_extractor.py).</summary>
    public int ChannelDivisor { get; init; } = 8;

    /// <summary>
    /// Takes the place of Table 2's expansion 6: any t ≥ 0 (§3.4). Above 1 the block is an inverted residual, below 1 a
    /// classical one; at 0 a block with a shortcut is the identity, and one without keeps a single inner channel.
    /// </summary>
    public double? Expansion { get; init; }

    /// <summary>The nearest multiple of the divisor, at least the divisor, never below 90 % of the product (TF-slim, mobilenet/mobilenet.py).</summary>
    internal int Channels(double product)
    {
        var rounded = Math.Max(ChannelDivisor, (int)(product + (ChannelDivisor / 2.0)) / ChannelDivisor * ChannelDivisor);
        return rounded < 0.9 * product ? rounded + ChannelDivisor : rounded;
    }

    internal override string Architecture => $"mobilenet_v2{WidthSuffix}";

    internal override Node Features(GraphBuilder g) => MobileNetV2.Features(g, this);

    private protected override void Check(string name)
    {
        base.Check(name);
        if (Stages.IsDefaultOrEmpty || HeadChannels is not (> 0 and <= 65536))
            throw new GraphException(name, Invariant($"it needs a stage, and from 1 to 65536 head channels, not {HeadChannels}"));
        if (ChannelDivisor is not (> 0 and <= 1024))
            throw new GraphException(name, Invariant($"the channels' divisor must be from 1 to 1024, is {ChannelDivisor}"));
        if (Expansion is not (null or (>= 0 and <= 1000)))
            throw new GraphException(name, Invariant($"the expansion must be from 0 to 1000, is {Expansion}"));
    }
}
