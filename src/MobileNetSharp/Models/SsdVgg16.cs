using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>
/// SSD300 and SSD512 on VGG16 (Liu et al., arXiv 1512.02325; examples/ssd/ssd_coco.py of https://github.com/weiliu89/caffe, branch
/// ssd; VGG16: Simonyan and Zisserman, arXiv 1409.1556, Table 1 D).
/// </summary>
public static class SsdVgg16
{
    /// <summary>VGG16's convolutions; a pooling follows each row.</summary>
    public static ImmutableArray<VggStage> Vgg16 { get; } =
    [   //    c  n
        new( 64, 2),
        new(128, 2),
        new(256, 3),
        new(512, 3),
        new(512, 3),
    ];

    /// <summary>The extra feature layers of SSD300: maps of 10², 5², 3² and 1².</summary>
    public static ImmutableArray<SsdVgg16Extra> Extras300 { get; } =
    [   //  1×1   c  k  s  p  anchors
        new(256, 512, 3, 2, 1, 6),
        new(128, 256, 3, 2, 1, 6),
        new(128, 256, 3, 1, 0, 4),
        new(128, 256, 3, 1, 0, 4),
    ];

    /// <summary>The extra feature layers of SSD512: maps of 16², 8², 4², 2² and 1².</summary>
    public static ImmutableArray<SsdVgg16Extra> Extras512 { get; } =
    [   //  1×1   c  k  s  p  anchors
        new(256, 512, 3, 2, 1, 6),
        new(128, 256, 3, 2, 1, 6),
        new(128, 256, 3, 2, 1, 6),
        new(128, 256, 3, 2, 1, 4),
        new(128, 256, 4, 1, 1, 4),
    ];

    /// <summary>Anchors at each place of the first map, of <c>conv4_3</c>.</summary>
    public static int AnchorsConv4 => 4;

    /// <summary>The two published networks, for COCO.</summary>
    internal static NetworkFamily Family { get; } = new(
        "ssd_vgg16_(?<size>300|512)",
        ["ssd_vgg16_300", "ssd_vgg16_512"],
        name => Build(new() { Resolution = name.Integer("size"), Extras = name["size"] == "300" ? Extras300 : Extras512 }),
        CardOf);

    /// <summary>
    /// The detector. For each map i of h×w places, from <c>conv4_3</c> (stride 8) and <c>fc7</c> (stride 16) on to the last extra
    /// layer: <c>boxes{i} (N,h,w,anchors·4)</c> and <c>classes{i} (N,h,w,anchors·(1 + classes))</c>, logits of which the first is
    /// the background's. Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(SsdVgg16Options? options = null)
    {
        options ??= new();
        var g = options.Builder("ssd_vgg16");
        var x = Vgg(g, options);
        // The values of conv4_3 are larger than those of the other maps: each pixel is normalized, and each channel learns a scale,
        // which training starts at 20 (§3.1).
        var normalized = g.L2Normalization("conv4_3.norm", g.Find("conv4_3.relu")!);
        var scaled = g.Conv2d("conv4_3.scale", normalized, normalized.Channels, kernel: 1, groups: normalized.Channels);
        Predict(g, options, 0, scaled, AnchorsConv4);
        Predict(g, options, 1, x, anchors: 6);
        foreach (var (i, extra) in options.Extras.Index())
        {
            x = Conv(g, $"conv{i + 6}_1", x, extra.Reduced, kernel: 1);
            var padding = new Padding(extra.Padding, extra.Padding, extra.Padding, extra.Padding);
            x = Conv(g, $"conv{i + 6}_2", x, extra.C, extra.Kernel, extra.Stride, padding: padding);
            Predict(g, options, i + 2, x, extra.Anchors);
        }

        return g.Build();
    }

    /// <summary>How the outputs of SSD300 and SSD512 are decoded for COCO (ssd_coco.py): Caffe's anchors, softmax, at most 400 candidates of a class and 200 detections.</summary>
    /// <exception cref="ArgumentException">The network has neither the six maps of SSD300 nor the seven of SSD512.</exception>
    public static SsdDecoding DecodingOf(Graph graph)
    {
        var maps = BoxMaps.Of(graph);
        return new()
        {
            Anchors = (maps.Length == 6 ? SsdAnchors.Caffe300 : SsdAnchors.Caffe512).Create(maps),
            Coder = new() { Order = BoxCodeOrder.XYWidthHeight },
            ScoreFunction = ScoreFunction.Softmax,
            Suppression = new() { IouThreshold = 0.45, ScoreThreshold = 0.01, MaximumCandidates = 400, MaximumPerClass = 400, MaximumDetections = 200 },
        };
    }

    /// <summary>The card of a network of <see cref="Build"/>, without labels: the whole image is stretched to the input, blue first, less VGG's mean.</summary>
    public static ModelCard CardOf(Graph graph) => BoxMaps.Card(graph, DecodingOf(graph)) with
    {
        Preprocessing = new()
        {
            Interpolation = Interpolation.TensorFlowBilinear,
            ChannelOrder = ChannelOrder.Bgr,
            Mean = [104, 117, 123],
            Deviation = [1, 1, 1],
        },
    };

    /// <summary>VGG16 without its classifier, whose first two layers are convolutions here, the first dilated; stride 16.</summary>
    static Node Vgg(GraphBuilder g, SsdVgg16Options options)
    {
        var x = options.Input(g);
        foreach (var (stage, (c, n)) in options.Stages.Index())
        {
            for (var i = 1; i <= n; i++)
                x = Conv(g, $"conv{stage + 1}_{i}", x, c, kernel: 3);
            x = stage < options.Stages.Length - 1
                ? g.MaxPool($"pool{stage + 1}", x, 2, 2, Padding.None, ceilMode: true)
                : g.MaxPool($"pool{stage + 1}", x, 3, 1);
        }

        x = Conv(g, "fc6", x, 2 * x.Channels, kernel: 3, dilation: 6);
        return Conv(g, "fc7", x, x.Channels, kernel: 1);
    }

    static Node Conv(GraphBuilder g, string name, Node x, int channels, int kernel, int stride = 1, int dilation = 1, Padding? padding = null) =>
        g.Relu($"{name}.relu", g.Conv2d(name, x, channels, kernel, stride, dilation, padding: padding, bias: true));

    static void Predict(GraphBuilder g, SsdVgg16Options options, int index, Node map, int anchors)
    {
        g.Output($"boxes{index}", g.Conv2d($"boxes{index}.conv", map, 4 * anchors, kernel: 3, bias: true));
        g.Output($"classes{index}", g.Conv2d($"classes{index}.conv", map, (1 + options.Classes) * anchors, kernel: 3, bias: true));
    }
}

/// <summary>A row of VGG's Table 1: the 3×3 convolutions between two poolings.</summary>
/// <param name="C">Output channels.</param>
/// <param name="N">Convolutions.</param>
public sealed record VggStage(int C, int N);

/// <summary>An extra feature layer of SSD on VGG16: a 1×1 convolution, then a larger one, whose map is predicted from.</summary>
/// <param name="Reduced">Channels of the 1×1 convolution.</param>
/// <param name="C">Channels of the map.</param>
/// <param name="Kernel">Kernel of the second convolution.</param>
/// <param name="Stride">Its stride.</param>
/// <param name="Padding">Its padding on every side.</param>
/// <param name="Anchors">Anchors at each place of the map.</param>
public sealed record SsdVgg16Extra(int Reduced, int C, int Kernel, int Stride, int Padding, int Anchors);

/// <summary>The choices of SSD on VGG16; the defaults are SSD300 for COCO.</summary>
public sealed record SsdVgg16Options : NetworkOptions
{
    /// <summary>The defaults: 300², COCO's 80 classes, equal padding on all sides as in Caffe.</summary>
    public SsdVgg16Options() => (Resolution, Classes, Dialect) = (300, 80, Dialect.PyTorch);

    /// <summary>VGG's convolutions; VGG16's unless given.</summary>
    public ImmutableArray<VggStage> Stages { get; init; } = SsdVgg16.Vgg16;

    /// <summary>The extra feature layers; SSD300's unless given.</summary>
    public ImmutableArray<SsdVgg16Extra> Extras { get; init; } = SsdVgg16.Extras300;

    private protected override void Check()
    {
        base.Check();
        if (Stages.IsDefault || Stages.Length != SsdVgg16.Vgg16.Length || Extras.IsDefault)
            throw OutOfBounds(Extras.IsDefault ? nameof(Extras) : nameof(Stages), Invariant($"the network needs {SsdVgg16.Vgg16.Length} stages, and extra layers"));
        if (Classes is not (> 0 and <= 1000))
            throw OutOfBounds(nameof(Classes), Invariant($"the network needs from 1 to 1000 classes, not {Classes}"));
    }
}
