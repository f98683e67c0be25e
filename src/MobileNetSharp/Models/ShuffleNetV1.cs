using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>
/// ShuffleNet: pointwise group convolutions and channel shuffles (Zhang et al., arXiv 1707.01083). What the paper leaves open
/// is as in its authors' code, https://github.com/megvii-model/ShuffleNet-Series, network.py.
/// </summary>
public static class ShuffleNetV1
{
    /// <summary>That paper's Table 1: output channels at width 1.</summary>
    public static ImmutableArray<ShuffleNetRow> Table1 { get; } =
    [   //  g  stage 2, 3, 4
        new(1, 144, 288,  576),
        new(2, 200, 400,  800),
        new(3, 240, 480,  960),
        new(4, 272, 544, 1088),
        new(8, 384, 768, 1536),
    ];

    /// <summary>Units of the stages 2, 3 and 4; the first of each has stride 2.</summary>
    public static ImmutableArray<int> Units { get; } = [4, 8, 4];

    /// <summary>The widths of the authors' code, with each number of groups in Table 1.</summary>
    internal static NetworkFamily Family { get; } = new(
        "shufflenet_v1_g(?<groups>[0-9]{1,3})_{width}_{size}",
        [
            .. from width in new[] { "0.5", "1.0", "1.5", "2.0" }
               from row in Table1
               select $"shufflenet_v1_g{row.Groups}_{width}_224",
        ],
        name => Build(new() { Groups = name.Integer("groups"), WidthMultiplier = name.Width, Resolution = name.Size }));

    /// <summary>
    /// The classifier, <c>(N,H,W,3) → logits (N,1,1,classes)</c>. Units are numbered from 0: <c>block3</c> ends stage 2,
    /// <c>block11</c> stage 3, <c>block15</c> stage 4. Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(ShuffleNetV1Options? options = null)
    {
        options ??= new();
        var (width, groups) = (options.WidthMultiplier, options.Groups);
        var g = options.Builder($"shufflenet_v1_g{groups}_{NetworkOptions.WidthText(width)}");
        var row = Table1.First(row => row.Groups == groups);
        // The authors' widths: 12 (16 for 8 groups), 24, 24 and 48.
        var stem = Multiple(24 * (width < 1 ? width : Math.Floor(width)), groups);
        var x = g.ConvBnRelu("stem", options.Input(g), stem, kernel: 3, stride: 2);
        x = g.MaxPool("stem.pool", x, 3, 2);
        var index = 0;
        foreach (var (units, channels) in Units.Zip([row.Stage2, row.Stage3, row.Stage4]))
        {
            for (var i = 0; i < units; i++)
                x = Unit(g, $"block{index++}", x, Multiple(channels * width, groups), groups, stride: i == 0 ? 2 : 1);
        }

        return options.WithClassifier(g, x, bias: false);
    }

    /// <summary>
    /// That paper's Figure 2: (b) with stride 1, where the shortcut is added, (c) with stride 2, where it is pooled and joined.
    /// The inner channels are a quarter of the output's. The first unit reads too few channels to group them.
    /// </summary>
    static Node Unit(GraphBuilder g, string name, Node x, int channels, int groups, int stride)
    {
        var hidden = Multiple(channels / 4.0, groups);
        var y = g.ConvBnRelu($"{name}.reduce", x, hidden, kernel: 1, groups: name == "block0" ? 1 : groups);
        if (groups > 1)
            y = g.ChannelShuffle($"{name}.shuffle", y, groups);
        y = g.ConvBn($"{name}.depthwise", y, hidden, kernel: 3, stride, groups: hidden);
        y = g.ConvBn($"{name}.expand", y, stride == 1 ? channels : channels - x.Channels, kernel: 1, groups: groups);
        if (stride == 1)
            return g.Relu($"{name}.relu", g.Add($"{name}.add", x, y));

        // The pooled values are not negative, so that ReLU is due to the other branch alone.
        var pooled = g.AveragePool($"{name}.pool", x, 3, stride, countsPadding: !g.Dialect.PadsSame);
        return g.Concat($"{name}.concat", Axis.Channels, pooled, g.Relu($"{name}.expand.relu", y));
    }

    /// <summary>The nearest multiple of the groups, at least one for each.</summary>
    static int Multiple(double channels, int groups) =>
        Math.Max(1, (int)Math.Round(channels / groups, MidpointRounding.AwayFromZero)) * groups;
}

/// <summary>A column of ShuffleNet's Table 1: output channels of its stages for a number of groups.</summary>
/// <param name="Groups">Groups g of the pointwise convolutions.</param>
/// <param name="Stage2">Output channels at stride 8 and width multiplier 1.</param>
/// <param name="Stage3">The same at stride 16.</param>
/// <param name="Stage4">The same at stride 32.</param>
public sealed record ShuffleNetRow(int Groups, int Stage2, int Stage3, int Stage4);

/// <summary>The choices of ShuffleNet v1; the defaults are 1.0 with 3 groups at 224².</summary>
public sealed record ShuffleNetV1Options : ClassifierOptions
{
    /// <summary>The defaults: PyTorch's conventions, as in the authors' code.</summary>
    public ShuffleNetV1Options() => Dialect = Dialect.PyTorch;

    /// <summary>Scales the channels of every layer, but not the stem's between two whole numbers.</summary>
    public double WidthMultiplier { get; init; } = 1;

    /// <summary>Groups of the pointwise convolutions: 1, 2, 3, 4 or 8.</summary>
    public int Groups { get; init; } = 3;

    private protected override void Check()
    {
        CheckWidth(WidthMultiplier);
        base.Check();
        if (!ShuffleNetV1.Table1.Any(row => row.Groups == Groups))
            throw OutOfBounds(nameof(Groups), $"the groups must be 1, 2, 3, 4 or 8, are {Groups}");
    }
}
