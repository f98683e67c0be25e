using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>Darknet-19, the backbone of YOLOv2 (Redmon and Farhadi, arXiv 1612.08242; cfg/darknet19.cfg of https://github.com/pjreddie/darknet).</summary>
public static class Darknet19
{
    /// <summary>That paper's Table 6: output channels of the convolutions between two poolings, 3×3 and 1×1 by turns.</summary>
    public static ImmutableArray<ImmutableArray<int>> Table6 { get; } =
    [
        [32],
        [64],
        [128, 64, 128],
        [256, 128, 256],
        [512, 256, 512, 256, 512],
        [1024, 512, 1024, 512, 1024],
    ];

    /// <summary>The resolution of the published network.</summary>
    internal static NetworkFamily Family { get; } =
        new("darknet19_{size}", ["darknet19_224"], name => Build(new() { Resolution = name.Size }));

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>: a convolution gives every place its logits, which are averaged.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(Darknet19Options? options = null)
    {
        options ??= new();
        var g = options.Builder("darknet19");
        var x = Features(g, options.Input(g), options.Stages);
        g.Output("logits", g.GlobalAveragePool("pool", g.Conv2d("classifier", x, options.Classes, kernel: 1, bias: true)));
        return g.Build();
    }

    /// <summary>
    /// Darknet's reorg layer of stride 2, <c>(N,H,W,C) → (N,H/2,W/2,4·C)</c>, as reorg_cpu in src/blas.c computes it: it reads the map, channel
    /// after channel, as one of C/4 channels and twice the height and width, moves that map's blocks of 2×2 pixels into channels, and
    /// reads what comes out as a map of half the height and width. Rows change places in this, which no order of channels makes good,
    /// so networks that were trained with it need it. The nodes keep to this height and width.
    /// </summary>
    /// <exception cref="GraphException">Height and width are not even, or the channels no multiple of 4.</exception>
    public static Node Reorganize(GraphBuilder builder, string name, Node x)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(x);
        var (height, width, channels) = (x.Shape.Height, x.Shape.Width, x.Channels);
        var count = (int)Math.Min(x.Shape.CountPerImage, int.MaxValue);
        if (height % 2 != 0 || width % 2 != 0 || channels % 4 != 0)
            throw new GraphException(name, $"a reorg layer takes maps of even height and width with a multiple of 4 channels, not {height}x{width}x{channels}");
        if (count == int.MaxValue)
            throw new GraphException(name, $"a reorg layer cannot take {height}x{width}x{channels} values");
        // (H·W·C/4, 4) → (4, H·W·C/4): from channels last to Darknet's order, and from that order under the other shape to channels last.
        x = builder.Reshape($"{name}.values", x, 1, 1, count);
        x = builder.ChannelShuffle($"{name}.spread", x, count / 4);
        x = builder.Reshape($"{name}.large", x, 2 * height, 2 * width, channels / 4);
        x = builder.SpaceToDepth($"{name}.blocks", x, 2);
        x = builder.Reshape($"{name}.moved", x, 1, 1, count);
        x = builder.ChannelShuffle($"{name}.gathered", x, 4);
        return builder.Reshape(name, x, height / 2, width / 2, 4 * channels);
    }

    /// <summary>Everything before the classifier; <c>stage4.conv4.leaky</c> has 512 channels at stride 16, the last node 1024 at stride 32.</summary>
    internal static Node Features(GraphBuilder g, Node x, ImmutableArray<ImmutableArray<int>> stages)
    {
        foreach (var (stage, channels) in stages.Index())
        {
            if (stage > 0)
                x = g.MaxPool($"stage{stage}.pool", x, 2, 2, Padding.None);
            foreach (var (i, c) in channels.Index())
                x = Conv(g, $"stage{stage}.conv{i}", x, c, kernel: i % 2 == 0 ? 3 : 1);
        }

        return x;
    }

    /// <summary>Convolution, batch normalization and leaky ReLU of slope 0.1.</summary>
    internal static Node Conv(GraphBuilder g, string name, Node x, int channels, int kernel) =>
        g.Node($"{name}.leaky", Activation.LeakyRelu(0.1f), g.ConvBn(name, x, channels, kernel));
}

/// <summary>The choices of Darknet-19; the defaults are the published classifier at 224².</summary>
public sealed record Darknet19Options : NetworkOptions
{
    /// <summary>The defaults: equal padding on all sides, and the ε of cuDNN, 1e-5.</summary>
    public Darknet19Options() => Dialect = Dialect.PyTorch;

    /// <summary>Channels of the convolutions; Table 6's unless given.</summary>
    public ImmutableArray<ImmutableArray<int>> Stages { get; init; } = Darknet19.Table6;

    private protected override void Check()
    {
        base.Check();
        if (Stages.IsDefaultOrEmpty || Stages.Any(stage => stage.IsDefaultOrEmpty))
            throw OutOfBounds(nameof(Stages), "the network needs a stage, and each stage a convolution");
    }
}
