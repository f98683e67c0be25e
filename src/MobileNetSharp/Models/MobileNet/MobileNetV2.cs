using System.Collections.Immutable;
using MobileNetSharp.Graphs;

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
    /// Throws <see cref="GraphException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(MobileNetV2Options? options = null)
    {
        options ??= new();
        var g = options.Builder($"mobilenet_v2_{NetworkOptions.WidthText(options.WidthMultiplier)}");
        return options.WithClassifier(g, Features(g, options));
    }

    /// <summary>Everything before the pooling.</summary>
    internal static Node Features(GraphBuilder g, MobileNetV2Options options) => g.ConvBnRelu6(
        "head", Bottlenecks(g, options), options.Channels(options.HeadChannels * Math.Max(1, options.WidthMultiplier)), kernel: 1);

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
