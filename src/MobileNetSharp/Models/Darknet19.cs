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
