using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>ResNet-101: bottlenecks with shortcuts (He et al., arXiv 1512.03385; TF-slim, resnet_v1.py; DeepLab, resnet_v1_beta.py).</summary>
public static class ResNet101
{
    /// <summary>That paper's Table 1, column 101-layer.</summary>
    public static ImmutableArray<ResNetStage> Table1 { get; } =
    [   //    c   n
        new( 64,  3),
        new(128,  4),
        new(256, 23),
        new(512,  3),
    ];

    /// <summary>The resolution of the published networks.</summary>
    internal static NetworkFamily Family { get; } =
        new("resnet_101_{size}", ["resnet_101_224"], name => Build(new() { Resolution = name.Size }));

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>. Units are numbered from 0 through all stages: <c>block2</c>,
    /// <c>block6</c>, <c>block29</c> and <c>block32</c> end one. Throws <see cref="GraphException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(ResNet101Options? options = null)
    {
        options ??= new();
        var g = options.Builder("resnet_101");
        return options.WithClassifier(g, Features(g, options));
    }

    /// <summary>Everything before the pooling: <c>block32.relu</c>, 2048 channels at the output stride.</summary>
    internal static Node Features(GraphBuilder g, ResNet101Options options)
    {
        var atrous = new AtrousSchedule(options.OutputStride);
        var x = g.MaxPool("stem.pool", Stem(g, options, atrous.Next(2).Stride), 3, atrous.Next(2).Stride);
        var index = 0;
        foreach (var (stage, (c, n)) in options.Stages.Index())
        {
            for (var i = 0; i < n; i++)
            {
                var halves = options.Stride == ResNetStride.LastUnit ? i == n - 1 && stage < options.Stages.Length - 1 : i == 0 && stage > 0;
                var (stride, dilation) = atrous.Next(halves ? 2 : 1);
                if (stage == options.Stages.Length - 1)
                    dilation *= options.MultiGrid[i % options.MultiGrid.Length];
                x = Unit(g, $"block{index++}", x, c, stride, dilation, options.Stride == ResNetStride.FirstUnit);
            }
        }

        return x;
    }

    static Node Stem(GraphBuilder g, ResNet101Options options, int stride)
    {
        var x = options.Input(g);
        if (!options.HasDeepStem)
            return Conv(g, "stem", x, 64, kernel: 7, stride);
        x = Conv(g, "stem0", x, 64, kernel: 3, stride);
        x = Conv(g, "stem1", x, 64, kernel: 3);
        return Conv(g, "stem2", x, 128, kernel: 3);
    }

    /// <summary>A bottleneck unit; the shortcut is a convolution where the channels change, and else at stride 2 every second pixel.</summary>
    static Node Unit(GraphBuilder g, string name, Node x, int channels, int stride, int dilation, bool reducesFirst)
    {
        var shortcut = x.Channels != 4 * channels ? g.ConvBn($"{name}.shortcut", x, 4 * channels, kernel: 1, stride)
            : stride > 1 ? g.MaxPool($"{name}.shortcut", x, 1, stride)
            : x;
        var y = Conv(g, $"{name}.reduce", x, channels, kernel: 1, reducesFirst ? stride : 1);
        y = Conv(g, $"{name}.conv", y, channels, kernel: 3, reducesFirst ? 1 : stride, dilation);
        y = g.ConvBn($"{name}.expand", y, 4 * channels, kernel: 1);
        return g.Relu($"{name}.relu", g.Add($"{name}.add", shortcut, y));
    }

    /// <summary>Padded alike on all sides in every dialect (resnet_utils.py, conv2d_same).</summary>
    static Node Conv(GraphBuilder g, string name, Node x, int channels, int kernel, int stride = 1, int dilation = 1) =>
        g.ConvBnRelu(name, x, channels, kernel, stride, dilation, padding: Padding.Symmetric(kernel, dilation));
}
