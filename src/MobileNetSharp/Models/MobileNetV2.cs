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

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>. Blocks are numbered from 0; feature taps are nodes such as
    /// <c>block13.expand.relu6</c> (stride 16, SSDLite), <c>block16.project.bn</c> (DeepLabv3) and <c>head.relu6</c>.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(MobileNetV2Options? options = null)
    {
        options ??= new();
        OptionRules.Check(options.WidthMultiplier, options.Resolution, options.Classes, options.OutputStride);
        OptionRules.Require(options.Expansion is null or (>= 0 and <= 1000), "The expansion must be from 0 to 1000", options.Expansion);

        var g = new GraphBuilder(OptionRules.Name("mobilenet_v2", options.WidthMultiplier, options.Resolution), options.Dialect);
        var x = g.Input("input", new Shape(options.Batch, options.Resolution.Height, options.Resolution.Width, 3));
        x = Features(g, x, options);
        x = g.GlobalAveragePool("pool", x);
        if (options.Dropout > 0)
            x = g.Dropout("dropout", x, options.Dropout);
        g.Output("logits", g.Linear("classifier", x, options.Classes));
        return g.Build();
    }

    /// <summary>Everything before the pooling.</summary>
    static Node Features(GraphBuilder g, Node x, MobileNetV2Options options)
    {
        var width = options.WidthMultiplier;
        var atrous = new AtrousSchedule(options.OutputStride);
        x = g.ConvBnRelu6("stem", x, ChannelRules.MakeDivisible(32 * width), kernel: 3, atrous.Next(2).Stride);
        var index = 0;
        Node? expanded = null;
        foreach (var (t, c, n, s) in Table2)
        {
            for (var i = 0; i < n; i++)
            {
                var (stride, dilation) = atrous.Next(i == 0 ? s : 1);
                var block = new InvertedResidual(
                    $"block{index++}", t == 1 ? t : options.Expansion ?? t, ChannelRules.MakeDivisible(c * width), stride, dilation);
                (x, expanded) = block.Add(g, x, expanded, options);
            }
        }

        return g.ConvBnRelu6("head", x, ChannelRules.MakeDivisible(1280 * Math.Max(1, width)), kernel: 1);
    }
}
