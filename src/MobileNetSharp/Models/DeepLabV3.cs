using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>The segmenter DeepLabv3 (Chen et al., arXiv 1706.05587; §6.3), as TensorFlow's deeplab builds it (deeplab/model.py).</summary>
public static class DeepLabV3
{
    /// <summary>Channels of each branch of the head, and of their projection.</summary>
    const int Depth = 256;

    /// <summary>ε of the head's batch normalization, whatever the backbone's is.</summary>
    const double Epsilon = 1e-5;

    /// <summary>The dilations of ASPP at output stride 16; at 8 they double.</summary>
    public static ImmutableArray<int> AtrousRates { get; } = [6, 12, 18];

    /// <summary>The networks of Table 7, and those that it has with ASPP alone without it.</summary>
    internal static NetworkFamily Family { get; } = new(
        "deeplabv3_(mobilenet_v(?<version>[12])(_{width})?|resnet_101)(?<aspp>_aspp)?(_os(?<stride>8|16|32))?_{size}",
        [
            .. from backbone in new[] { "mobilenet_v2", "mobilenet_v1", "resnet_101" }
               from head in new[] { "", "_aspp" }
               from stride in new[] { "", "_os8" }
               select $"deeplabv3_{backbone}{head}{stride}_513",
        ],
        name => Build(new()
        {
            Backbone = Backbone(name),
            Dialect = Backbone(name).Dialect,
            HasAspp = name["aspp"] is not null,
            OutputStride = name["stride"] is null ? 16 : name.Integer("stride"),
            Resolution = name.Size,
        }));

    /// <summary>As TensorFlow's deeplab has them; of narrower MobileNetV2s it does not round the channels to multiples of 8.</summary>
    static BackboneOptions Backbone(NetworkName name) => name["version"] switch
    {
        "1" => new MobileNetV1Options { WidthMultiplier = name.Width },
        "2" => new MobileNetV2Options { WidthMultiplier = name.Width, ChannelDivisor = name.Width == 1 ? 8 : 1 },
        _ => new ResNet101Options { HasDeepStem = true, MultiGrid = [1, 2, 4] },
    };

    /// <summary>
    /// The segmenter, <c>(N,H,W,3) → logits (N,H,W,classes)</c>, found at the features' size and resized to the input's.
    /// Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(DeepLabV3Options? options = null)
    {
        options ??= new();
        var g = options.Builder(options.Architecture);
        // MobileNetV2 gives its 320 channels before the last convolution: V2* in Table 7.
        var features = options.ResolvedBackbone is MobileNetV2Options v2
            ? MobileNetV2.Bottlenecks(g, v2)
            : options.ResolvedBackbone.Features(g);
        var x = g.Dropout("deeplab.dropout", Head(g, features, options), 0.1);
        x = g.Conv2d("deeplab.classes.conv", x, options.Classes, kernel: 1, bias: true);
        g.Output("logits", ResizeLike(g, "deeplab.resize", x, g.Find("input")!));
        return g.Build();
    }

    /// <summary>Whether a node belongs to the head and not to the backbone.</summary>
    public static bool IsHead(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Name.StartsWith("deeplab.", StringComparison.Ordinal);
    }

    /// <summary>Looks at the features as a whole, place by place and, with ASPP, at three distances.</summary>
    static Node Head(GraphBuilder g, Node features, DeepLabV3Options options)
    {
        var mean = g.GlobalAveragePool("deeplab.image_pooling.pool", features);
        mean = ConvBnRelu(g, "deeplab.image_pooling", mean, kernel: 1, rate: 1);
        var branches = new List<Node>
        {
            ResizeLike(g, "deeplab.image_pooling.resize", mean, features),
            ConvBnRelu(g, "deeplab.aspp0", features, kernel: 1, rate: 1),
        };
        if (options.HasAspp)
        {
            foreach (var (i, rate) in AtrousRates.Index())
                branches.Add(ConvBnRelu(g, $"deeplab.aspp{i + 1}", features, kernel: 3, rate * 16 / options.OutputStride));
        }

        return ConvBnRelu(g, "deeplab.projection", g.Concat("deeplab.concat", Axis.Channels, [.. branches]), kernel: 1, rate: 1);
    }

    static Node ConvBnRelu(GraphBuilder g, string name, Node x, int kernel, int rate)
    {
        x = g.Conv2d($"{name}.conv", x, Depth, kernel, dilation: rate);
        return g.Relu($"{name}.relu", g.BatchNorm($"{name}.bn", x, Epsilon));
    }

    static Node ResizeLike(GraphBuilder g, string name, Node x, Node like) =>
        g.ResizeLike(name, x, like, ResizeMode.Bilinear, CoordinateMode.AlignCorners);
}

/// <summary>The choices of the segmenters; the defaults are the paper's smallest, MobileNetV2 at output stride 16 without ASPP (Table 7).</summary>
public sealed record DeepLabV3Options : NetworkOptions
{
    /// <summary>The defaults: 513², and PASCAL VOC's 20 classes and background.</summary>
    public DeepLabV3Options() => (Resolution, Classes) = (513, 21);

    /// <summary>
    /// The backbone: its width and blocks. Resolution, batch, classes, dialect and output stride are the segmenter's.
    /// </summary>
    public BackboneOptions Backbone { get; init; } = new MobileNetV2Options();

    /// <summary>Input size over that of the feature map: 16, 8 or 32.</summary>
    public int OutputStride { get; init; } = 16;

    /// <summary>Whether three dilated convolutions look at the features too (atrous spatial pyramid pooling).</summary>
    public bool HasAspp { get; init; }

    /// <summary>The backbone as it is built here.</summary>
    internal BackboneOptions ResolvedBackbone =>
        Backbone with { Resolution = Resolution, Batch = Batch, Dialect = Dialect, OutputStride = OutputStride };

    /// <summary>The name without the resolution: <c>deeplabv3_mobilenet_v1_aspp_os8</c>; an output stride of 16 is not named.</summary>
    internal string Architecture =>
        Invariant($"deeplabv3_{Backbone.Architecture}{(HasAspp ? "_aspp" : "")}{(OutputStride == 16 ? "" : $"_os{OutputStride}")}");

    private protected override void Check()
    {
        base.Check();
        Check(ResolvedBackbone);
        if (Classes is not (> 0 and <= 65536))
            throw OutOfBounds(nameof(Classes), Invariant($"the network needs from 1 to 65536 classes, not {Classes}"));
    }
}
