using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>MobileNetV2: inverted residuals and linear bottlenecks (Sandler et al., arXiv 1801.04381).</summary>
public static class MobileNetV2
{
    /// <summary>Table 2, bottleneck rows.</summary>
    public static ImmutableArray<Stage> Table2 { get; } =
    [   //  t    c  n  s
        new(1,  16, 1, 1),
        new(6,  24, 2, 2),
        new(6,  32, 3, 2),
        new(6,  64, 4, 2),
        new(6,  96, 3, 1),
        new(6, 160, 3, 2),
        new(6, 320, 1, 1),
    ];

    /// <summary>The published checkpoints are of these widths and resolutions.</summary>
    internal static NetworkFamily Family { get; } = new(
        "mobilenet_v2_{width}_{size}",
        [
            .. from width in new[] { "1.4", "1.3" } select $"mobilenet_v2_{width}_224",
            .. from width in new[] { "1.0", "0.75", "0.5", "0.35" }
               from size in new[] { 224, 192, 160, 128, 96 }
               select $"mobilenet_v2_{width}_{size}",
        ],
        name => Build(new() { WidthMultiplier = name.Width, Resolution = name.Size }));

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>. Blocks are numbered from 0; feature taps are nodes such as
    /// <c>block13.expand.relu6</c> (stride 16, SSDLite), <c>block16.project.bn</c> (DeepLabv3) and <c>head.relu6</c>.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(MobileNetV2Options? options = null)
    {
        options ??= new();
        var g = options.Builder($"mobilenet_v2_{NetworkOptions.WidthText(options.WidthMultiplier)}");
        return options.WithClassifier(g, Features(g, options));
    }

    /// <summary>Everything before the pooling.</summary>
    internal static Node Features(GraphBuilder g, MobileNetV2Options options) => g.ConvBnRelu6(
        "head", Bottlenecks(g, options), options.Channels(options.HeadChannels * (options.NarrowsHead == true ? options.WidthMultiplier : Math.Max(1, options.WidthMultiplier))), kernel: 1);

    /// <summary>Everything before the last convolution.</summary>
    internal static Node Bottlenecks(GraphBuilder g, MobileNetV2Options options)
    {
        var width = options.WidthMultiplier;
        var atrous = new AtrousSchedule(options.OutputStride);
        var x = g.ConvBnRelu6("stem", options.Input(g), options.Channels(32 * width), kernel: 3, atrous.Next(2).Stride);
        var index = 0;
        foreach (var (t, c, n, s) in options.Stages)
        {
            for (var i = 0; i < n; i++)
            {
                var (stride, dilation) = atrous.Next(i == 0 ? s : 1);
                var block = new InvertedResidual(
                    $"block{index++}", t == 1 ? t : options.Expansion ?? t, options.Channels(c * width), stride, dilation);
                x = block.Add(g, x);
            }
        }

        return x;
    }
}

/// <summary>A row of the paper's Table 2: <paramref name="N"/> bottleneck blocks, the first with the stride.</summary>
/// <param name="T">Expansion factor t.</param>
/// <param name="C">Output channels c at width multiplier 1.</param>
/// <param name="N">Blocks n.</param>
/// <param name="S">Stride s of the first block; the others have stride 1.</param>
public sealed record Stage(double T, int C, int N, int S);

/// <summary>A bottleneck block: an inverted residual with a linear bottleneck (Table 1, Figure 4d).</summary>
readonly record struct InvertedResidual(string Name, double T, int Channels, int Stride, int Dilation)
{
    /// <summary>Declares the block on its input and returns its output.</summary>
    public Node Add(GraphBuilder g, Node x)
    {
        var hasShortcut = Stride == 1 && x.Channels == Channels;
        if (T == 0 && hasShortcut)
            return x;

        var hidden = Math.Max(1, (int)Math.Round(x.Channels * T));
        var y = T == 1 ? x : g.ConvBnRelu6($"{Name}.expand", x, hidden, kernel: 1);
        y = g.ConvBnRelu6($"{Name}.depthwise", y, hidden, kernel: 3, Stride, Dilation, groups: hidden);
        y = g.ConvBn($"{Name}.project", y, Channels, kernel: 1);
        return hasShortcut ? g.Add($"{Name}.add", x, y) : y;
    }
}

/// <summary>The choices that the paper leaves open; the defaults are MobileNetV2 1.0 at 224².</summary>
public sealed record MobileNetV2Options : MobileNetOptions
{
    /// <summary>The defaults: dropout 0.2, as in TF-slim and torchvision.</summary>
    public MobileNetV2Options() => Dropout = 0.2;

    /// <summary>The bottleneck rows; Table 2's unless given.</summary>
    public ImmutableArray<Stage> Stages { get; init; } = MobileNetV2.Table2;

    /// <summary>Channels of the last convolution at width 1.</summary>
    public int HeadChannels { get; init; } = 1280;

    /// <summary>
    /// Whether a width below 1 makes the last convolution narrower too; null for what is usual: not in classifiers (§4), but in TensorFlow's
    /// detectors, which leave that rule out (960 channels at 0.75).
    /// </summary>
    public bool? NarrowsHead { get; init; }

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

    private protected override void Check()
    {
        base.Check();
        if (Stages.IsDefaultOrEmpty)
            throw OutOfBounds(nameof(Stages), "the network needs a stage");
        if (HeadChannels is not (> 0 and <= 65536))
            throw OutOfBounds(nameof(HeadChannels), Invariant($"the head channels must be from 1 to 65536, are {HeadChannels}"));
        if (ChannelDivisor is not (> 0 and <= 1024))
            throw OutOfBounds(nameof(ChannelDivisor), Invariant($"the channels' divisor must be from 1 to 1024, is {ChannelDivisor}"));
        if (Expansion is not (null or (>= 0 and <= 1000)))
            throw OutOfBounds(nameof(Expansion), Invariant($"the expansion must be from 0 to 1000, is {Expansion}"));
    }
}
