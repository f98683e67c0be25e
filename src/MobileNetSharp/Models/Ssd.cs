using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>
/// The single-shot detectors SSD (Liu et al., arXiv 1512.02325) and SSDLite (§6.2) on a MobileNet, attached where TensorFlow's
/// object_detection attaches them.
/// </summary>
public static class Ssd
{
    /// <summary>Channels of the extra layers; each halves the map (ssd_mobilenet_v2_feature_extractor.py).</summary>
    public static ImmutableArray<int> ExtraLayers { get; } = [512, 256, 256, 128];

    /// <summary>Anchors at each place of each of the six maps (ssd_anchor_generator, reduce_boxes_in_lowest_layer).</summary>
    public static ImmutableArray<int> Anchors { get; } = [3, 6, 6, 6, 6, 6];

    /// <summary>The networks of Tables 5 and 6.</summary>
    internal static NetworkFamily Family { get; } = new(
        "ssd(?<lite>lite)?_mobilenet_v(?<version>[12])(_{width})?_{size}",
        [
            .. from head in new[] { "ssdlite", "ssd" }
               from version in new[] { 2, 1 }
               select $"{head}_mobilenet_v{version}_320",
        ],
        name => Build(new()
        {
            IsLite = name["lite"] is not null,
            Backbone = name["version"] == "1"
                ? new MobileNetV1Options { WidthMultiplier = name.Width }
                : new MobileNetV2Options { WidthMultiplier = name.Width },
            Resolution = name.Size,
        }),
        CardOf);

    /// <summary>
    /// The detector. For each map i of h×w places, from strides 16 and 32 down to the smallest:
    /// <c>boxes{i} (N,h,w,anchors·4)</c>, coded relative to the anchors, and <c>classes{i} (N,h,w,anchors·(1 + classes))</c>, logits
    /// of which the first is the background's. Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(SsdOptions? options = null)
    {
        options ??= new();
        var backbone = options.ResolvedBackbone;
        var g = options.Builder($"{(options.IsLite ? "ssdlite" : "ssd")}_{backbone.Architecture}");
        AddHead(g, backbone.Features(g), options.Classes, options.IsLite, backbone.WidthMultiplier);
        return g.Build();
    }

    /// <summary>Adds extra layers, predictors and the outputs of <see cref="Build"/> to any backbone.</summary>
    /// <param name="builder">The graph that has the backbone.</param>
    /// <param name="features">The backbone's last map; the one before its last stride is the first to be predicted from.</param>
    /// <param name="classes">What is distinguished, without the background.</param>
    /// <param name="isLite">Whether the head is of separable convolutions (SSDLite, §6.2).</param>
    /// <param name="widthMultiplier">The width of the extra layers.</param>
    /// <exception cref="GraphException">No layer with a stride leads to the features.</exception>
    public static void AddHead(GraphBuilder builder, Node features, int classes, bool isLite = true, double widthMultiplier = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(features);
        var maps = new List<Node> { BoxMaps.BeforeLastStride(features), features };
        foreach (var (i, c) in ExtraLayers.Index())
            maps.Add(Extra(builder, $"ssd.extra{i}", maps[^1], c * widthMultiplier, isLite));
        foreach (var (i, map) in maps.Index())
        {
            builder.Output($"boxes{i}", Predictor(builder, $"ssd.boxes{i}", map, 4 * Anchors[i], isLite));
            builder.Output($"classes{i}", Predictor(builder, $"ssd.classes{i}", map, (1 + classes) * Anchors[i], isLite));
        }
    }

    /// <summary>
    /// How the outputs of a network of <see cref="Build"/> are decoded as in TensorFlow's object_detection: anchors for its maps, sigmoid, and the
    /// suppression of its published configurations.
    /// </summary>
    public static SsdDecoding DecodingOf(Graph graph) => new() { Anchors = new TensorFlowAnchors().Create(BoxMaps.Of(graph)) };

    /// <summary>The card of a network of <see cref="Build"/>, without labels: the whole image is stretched to the input, in [-1, 1].</summary>
    public static ModelCard CardOf(Graph graph) => BoxMaps.Card(graph, DecodingOf(graph)) with
    {
        Preprocessing = Preprocessing.TensorFlow with { CropFraction = 1 },
    };

    /// <summary>Whether a node belongs to the extra layers and predictors, which Table 5 counts, and not to the backbone.</summary>
    public static bool IsHead(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Name.StartsWith("ssd.", StringComparison.Ordinal);
    }

    /// <summary>The extra layers become narrower with the backbone, to 16 channels at least (TensorFlow's feature_map_generators.py).</summary>
    static Node Extra(GraphBuilder g, string name, Node x, double channels, bool isLite)
    {
        var (half, full) = (Math.Max(16, (int)(channels / 2)), Math.Max(16, (int)channels));
        x = g.ConvBnRelu6($"{name}.reduce", x, half, kernel: 1);
        if (!isLite)
            return g.ConvBnRelu6($"{name}.full", x, full, kernel: 3, stride: 2);
        x = g.ConvBnRelu6($"{name}.depthwise", x, half, kernel: 3, stride: 2, groups: half);
        return g.ConvBnRelu6($"{name}.pointwise", x, full, kernel: 1);
    }

    static Node Predictor(GraphBuilder g, string name, Node map, int channels, bool isLite)
    {
        if (!isLite)
            return g.Conv2d($"{name}.conv", map, channels, kernel: 3, bias: true);
        var x = g.ConvBnRelu6($"{name}.depthwise", map, map.Channels, kernel: 3, groups: map.Channels);
        return g.Conv2d($"{name}.conv", x, channels, kernel: 1, bias: true);
    }
}

/// <summary>The choices of the detectors; the defaults are SSDLite on MobileNetV2 1.0 at 320² (Table 6).</summary>
public sealed record SsdOptions : NetworkOptions
{
    /// <summary>The defaults: 320², and COCO's 80 classes.</summary>
    public SsdOptions() => (Resolution, Classes) = (320, 80);

    /// <summary>
    /// The backbone, <see cref="MobileNetV1Options"/> or <see cref="MobileNetV2Options"/>: its width and blocks. Resolution,
    /// batch, classes and dialect are the detector's.
    /// </summary>
    public MobileNetOptions Backbone { get; init; } = new MobileNetV2Options();

    /// <summary>Whether the head is of separable convolutions (SSDLite, §6.2) in place of ordinary ones.</summary>
    public bool IsLite { get; init; } = true;

    /// <summary>The backbone as it is built here.</summary>
    internal MobileNetOptions ResolvedBackbone
    {
        get
        {
            var backbone = Backbone with { Resolution = Resolution, Batch = Batch, Dialect = Dialect };
            return backbone is MobileNetV2Options v2 ? v2 with { NarrowsHead = v2.NarrowsHead ?? true } : backbone;
        }
    }

    private protected override void Check()
    {
        base.Check();
        Check(ResolvedBackbone);
        if (Classes is not (> 0 and <= 1000))
            throw OutOfBounds(nameof(Classes), Invariant($"the network needs from 1 to 1000 classes, not {Classes}"));
    }
}
