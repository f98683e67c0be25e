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
    /// <c>block6</c>, <c>block29</c> and <c>block32</c> end one. Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
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

    /// <summary>Padded equally on all sides in every dialect (resnet_utils.py, conv2d_same).</summary>
    static Node Conv(GraphBuilder g, string name, Node x, int channels, int kernel, int stride = 1, int dilation = 1) =>
        g.ConvBnRelu(name, x, channels, kernel, stride, dilation, padding: Padding.Symmetric(kernel, dilation));
}

/// <summary>A row of ResNet's Table 1: a stage of bottleneck units.</summary>
/// <param name="C">Channels of the 3×3 convolutions; the units have four times as many outputs.</param>
/// <param name="N">Units.</param>
public sealed record ResNetStage(int C, int N);

/// <summary>Which unit of ResNet halves the map between two stages, and where in it.</summary>
public enum ResNetStride
{
    /// <summary>The 3×3 convolution and the shortcut of a stage's last unit: TF-slim's resnet_v1.py, and so DeepLab's.</summary>
    LastUnit,

    /// <summary>The first 1×1 convolution and the shortcut of a stage's first unit: He et al.; the same function as <see cref="LastUnit"/>.</summary>
    FirstUnit,

    /// <summary>The 3×3 convolution and the shortcut of a stage's first unit: torchvision's ("v1.5").</summary>
    FirstUnitFilter,
}

/// <summary>The choices of ResNet-101; the defaults are TF-slim's resnet_v1_101 at 224².</summary>
public sealed record ResNet101Options : BackboneOptions
{
    /// <summary>The defaults: TensorFlow's padding of the pooling, but ε = 1e-5 (resnet_utils.py).</summary>
    public ResNet101Options() => Dialect = Dialect.TensorFlow with { BatchNormEpsilon = 1e-5 };

    /// <summary>The stages; Table 1's for 101 layers unless given.</summary>
    public ImmutableArray<ResNetStage> Stages { get; init; } = ResNet101.Table1;

    /// <summary>Where the map is halved between two stages.</summary>
    public ResNetStride Stride { get; init; } = ResNetStride.LastUnit;

    /// <summary>Whether three 3×3 convolutions of 64, 64 and 128 channels replace the first of 7×7 (DeepLab's resnet_v1_101_beta).</summary>
    public bool HasDeepStem { get; init; }

    /// <summary>
    /// What the units of the last stage multiply the dilation with that the output stride gives them: 1, 2, 4 in DeepLabv3
    /// (arXiv 1706.05587, §3.2.1). Where there are more units, they begin again.
    /// </summary>
    public ImmutableArray<int> MultiGrid { get; init; } = [1];

    internal override string Architecture => "resnet_101";

    internal override Node Features(GraphBuilder g) => ResNet101.Features(g, this);

    private protected override void Check()
    {
        base.Check();
        if (!Enum.IsDefined(Stride))
            throw OutOfBounds(nameof(Stride), $"the stride's place {Stride} is unknown");
        if (Stages.IsDefaultOrEmpty)
            throw OutOfBounds(nameof(Stages), "the network needs a stage");
        if (MultiGrid.IsDefaultOrEmpty || MultiGrid.Any(rate => rate is not (> 0 and <= 1024)))
            throw OutOfBounds(nameof(MultiGrid), "the multi-grid needs a dilation, and each from 1 to 1024");
    }
}
