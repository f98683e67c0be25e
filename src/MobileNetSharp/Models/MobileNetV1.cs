using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>MobileNetV1: depthwise separable convolutions (Howard et al., arXiv 1704.04861; TF-slim, mobilenet_v1.py).</summary>
public static class MobileNetV1
{
    /// <summary>The thirteen separable convolutions of that paper's Table 1 (its last row prints stride 2 where 1 is meant).</summary>
    public static ImmutableArray<SeparableRow> Table1 { get; } =
    [   //    c  s
        new(  64, 1),
        new( 128, 2),
        new( 128, 1),
        new( 256, 2),
        new( 256, 1),
        new( 512, 2),
        new( 512, 1),
        new( 512, 1),
        new( 512, 1),
        new( 512, 1),
        new( 512, 1),
        new(1024, 2),
        new(1024, 1),
    ];

    /// <summary>The published checkpoints are of these widths and resolutions.</summary>
    internal static NetworkFamily Family { get; } = new(
        "mobilenet_v1_{width}_{size}",
        [
            .. from width in new[] { "1.0", "0.75", "0.5", "0.25" }
               from size in new[] { 224, 192, 160, 128 }
               select $"mobilenet_v1_{width}_{size}",
        ],
        name => Build(new() { WidthMultiplier = name.Width, Resolution = name.Size }));

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>; feature taps are nodes such as <c>block10.pointwise.relu6</c>.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(MobileNetV1Options? options = null)
    {
        options ??= new();
        var g = options.Builder($"mobilenet_v1_{NetworkOptions.WidthText(options.WidthMultiplier)}");
        return options.WithClassifier(g, Features(g, options));
    }

    /// <summary>Everything before the pooling.</summary>
    internal static Node Features(GraphBuilder g, MobileNetV1Options options)
    {
        var atrous = new AtrousSchedule(options.OutputStride);
        var x = g.ConvBnRelu6("stem", options.Input(g), Channels(32), kernel: 3, atrous.Next(2).Stride);
        foreach (var (index, (c, s)) in Table1.Index())
        {
            var (stride, dilation) = atrous.Next(s);
            x = g.ConvBnRelu6($"block{index}.depthwise", x, x.Channels, kernel: 3, stride, dilation, groups: x.Channels);
            x = g.ConvBnRelu6($"block{index}.pointwise", x, Channels(c), kernel: 1);
        }

        return x;

        // TF-slim's rule, which is not that of MobileNetV2: cut, not rounded to a multiple of 8.
        int Channels(int c) => Math.Max(8, (int)(c * options.WidthMultiplier));
    }
}

/// <summary>A depthwise separable convolution of MobileNetV1.</summary>
/// <param name="C">Output channels at width multiplier 1.</param>
/// <param name="S">Stride of the depthwise convolution.</param>
public sealed record SeparableRow(int C, int S);

/// <summary>The choices of MobileNetV1; the defaults are 1.0 at 224².</summary>
public sealed record MobileNetV1Options : MobileNetOptions
{
    /// <summary>The defaults: dropout 0.001, as in TF-slim.</summary>
    public MobileNetV1Options() => Dropout = 0.001;

    internal override string Architecture => $"mobilenet_v1{WidthSuffix}";

    internal override Node Features(GraphBuilder g) => MobileNetV1.Features(g, this);
}
