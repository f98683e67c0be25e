using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>YOLOv2: a detector on Darknet-19 with a passthrough (Redmon and Farhadi, arXiv 1612.08242; cfg/yolov2.cfg of https://github.com/pjreddie/darknet).</summary>
public static class YoloV2
{
    const string HeadPrefix = "yolo.";

    /// <summary>COCO's 80 classes at the paper's resolution.</summary>
    internal static NetworkFamily Family { get; } =
        new("yolov2_{size}", ["yolov2_416"], name => Build(new() { Resolution = name.Size }), CardOf);

    /// <summary>The anchors of cfg/yolov2.cfg for COCO, in cells.</summary>
    public static ImmutableArray<CellAnchor> CocoAnchors { get; } =
    [
        new(0.57273, 0.677385),
        new(1.87446, 2.06253),
        new(3.33843, 5.47434),
        new(7.88282, 3.52778),
        new(9.77052, 9.16828),
    ];

    /// <summary>The anchors of cfg/yolov2-voc.cfg for Pascal VOC, in cells.</summary>
    public static ImmutableArray<CellAnchor> VocAnchors { get; } =
    [
        new(1.3221, 1.73145),
        new(3.19275, 4.00944),
        new(5.05587, 8.09892),
        new(9.47112, 4.84053),
        new(11.2364, 10.0071),
    ];

    /// <summary>
    /// The detector, <c>(N,H,W,3) → detections (N,H/32,W/32,anchors·(5 + classes))</c>: for each anchor x, y, width, height and
    /// objectness, then the classes' logits. Throws <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(YoloV2Options? options = null)
    {
        options ??= new();
        var g = options.Builder("yolov2");
        var x = Darknet19.Features(g, options.Input(g), options.Stages);
        var fine = g.Find($"stage{options.Stages.Length - 1}.pool")!.Inputs[0];
        Head(g, "", x, fine, new(x.Channels, options.PassthroughChannels, options.Anchors * (5 + options.Classes)) { ReorganizesAsDarknet = options.ReorganizesAsDarknet });
        return g.Build();
    }

    /// <summary>Adds YOLOv2's layers for detection and the output of <see cref="Build"/> to any backbone.</summary>
    /// <param name="builder">The graph that has the backbone.</param>
    /// <param name="features">The backbone's last map; the one before its last stride is passed through.</param>
    /// <param name="anchors">How many anchors each place has.</param>
    /// <param name="classes">What is distinguished.</param>
    /// <param name="isLite">Whether its 3×3 convolutions are separable, as in SSDLite (§6.2 of the MobileNetV2 paper).</param>
    /// <param name="widthMultiplier">The width of its layers; 1 for 1024 channels.</param>
    /// <exception cref="GraphException">No layer with a stride of 2 leads to the features.</exception>
    public static void AddHead(GraphBuilder builder, Node features, int anchors, int classes, bool isLite = false, double widthMultiplier = 1)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(features);
        var fine = BoxMaps.BeforeLastStride(features);
        if (fine.Shape.Height != 2 * features.Shape.Height || fine.Shape.Width != 2 * features.Shape.Width)
            throw new GraphException(features.Name, $"it has {features.Shape.Size} places and the map before it {fine.Shape.Size}, but a passthrough needs one of twice the height and width");
        Head(builder, HeadPrefix, features, fine, new(Channels(1024), Channels(64), anchors * (5 + classes)) { IsLite = isLite });

        int Channels(int full) => Math.Max(16, (int)(full * widthMultiplier) / 8 * 8);
    }

    /// <summary>Whether a node belongs to the layers that <see cref="AddHead"/> adds, and not to the backbone.</summary>
    public static bool IsHead(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Name.StartsWith(HeadPrefix, StringComparison.Ordinal);
    }

    static void Head(GraphBuilder g, string prefix, Node x, Node fine, HeadOptions options)
    {
        x = Conv("head0", x);
        x = Conv("head1", x);
        if (options.PassthroughChannels is { } narrow)
            fine = Darknet19.Conv(g, $"{prefix}passthrough", fine, narrow, kernel: 1);
        var reorg = $"{prefix}passthrough.reorg";
        fine = options.ReorganizesAsDarknet ? Darknet19.Reorganize(g, reorg, fine) : g.SpaceToDepth(reorg, fine, 2);
        x = Conv("head2", g.Concat($"{prefix}head.concat", Axis.Channels, fine, x));
        g.Output("detections", g.Conv2d($"{prefix}detector", x, options.Outputs, kernel: 1, bias: true));

        Node Conv(string name, Node map)
        {
            if (!options.IsLite)
                return Darknet19.Conv(g, prefix + name, map, options.Channels, kernel: 3);
            map = g.Node($"{prefix}{name}.depthwise.leaky", Activation.LeakyRelu(0.1f), g.ConvBn($"{prefix}{name}.depthwise", map, map.Channels, kernel: 3, groups: map.Channels));
            return Darknet19.Conv(g, $"{prefix}{name}.pointwise", map, options.Channels, kernel: 1);
        }
    }

    /// <summary>How the output of the network for COCO is decoded, with the thresholds that Darknet's validation has.</summary>
    public static YoloV2Decoding Decoding { get; } = new()
    {
        Anchors = CocoAnchors,
        Suppression = new() { IouThreshold = 0.45, ScoreThreshold = 0.005, MaximumPerClass = 100 },
    };

    /// <summary>The card of a network of <see cref="Build"/>, without labels: the image is resized to fit within the input, the rest is gray, in [0, 1].</summary>
    public static ModelCard CardOf(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new()
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add(graph.Outputs[0].Name, OutputKind.Boxes),
            BoxDecoding = Decoding,
            Preprocessing = Preprocessing.Raw with
            {
                Letterbox = new(),
                Interpolation = Interpolation.TensorFlowBilinearAlignCorners,
                Deviation = [255, 255, 255],
            },
        };
    }

    /// <summary>What a head is like.</summary>
    readonly record struct HeadOptions(int Channels, int? PassthroughChannels, int Outputs)
    {
        public bool IsLite { get; init; }

        public bool ReorganizesAsDarknet { get; init; }
    }
}

/// <summary>The choices of YOLOv2; the defaults are those for COCO at 416².</summary>
public sealed record YoloV2Options : NetworkOptions
{
    /// <summary>The defaults: 416², 80 classes, equal padding on all sides, and the ε of cuDNN, 1e-5.</summary>
    public YoloV2Options() => (Resolution, Classes, Dialect) = (416, 80, Dialect.PyTorch);

    /// <summary>Channels of the backbone's convolutions; Darknet-19's unless given.</summary>
    public ImmutableArray<ImmutableArray<int>> Stages { get; init; } = Darknet19.Table6;

    /// <summary>Anchors at each place.</summary>
    public int Anchors { get; init; } = 5;

    /// <summary>
    /// Channels of the 1×1 convolution that the map at stride 16 passes before its pixels become channels; null as the paper
    /// first had it, without one, so that 512 channels become 2048.
    /// </summary>
    public int? PassthroughChannels { get; init; } = 64;

    /// <summary>
    /// Whether the passthrough moves pixels into channels as Darknet does (<see cref="Darknet19.Reorganize"/>), which its weights need, and not
    /// as the paper says.
    /// </summary>
    public bool ReorganizesAsDarknet { get; init; }

    private protected override void Check()
    {
        base.Check();
        Check(Resolution, Anchors, Classes);
        if (Stages.IsDefault || Stages.Length != Darknet19.Table6.Length || Stages.Any(stage => stage.IsDefaultOrEmpty))
            throw OutOfBounds(nameof(Stages), $"the network needs {Darknet19.Table6.Length} stages, and each a convolution");
    }

    /// <summary>The bounds of what every YOLOv2 has.</summary>
    internal static void Check(Size resolution, int anchors, int classes)
    {
        if (resolution.Height % 32 != 0 || resolution.Width % 32 != 0)
            throw OutOfBounds(nameof(Resolution), $"the resolution must be a multiple of 32, is {resolution}");
        if (anchors is not (> 0 and <= 100))
            throw OutOfBounds(nameof(Anchors), Invariant($"the network needs from 1 to 100 anchors, not {anchors}"));
        if (classes is not (> 0 and <= 10_000))
            throw OutOfBounds(nameof(Classes), Invariant($"the network needs from 1 to 10000 classes, not {classes}"));
    }
}
