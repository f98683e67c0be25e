using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>YOLOv2: a detector on Darknet-19 with a passthrough (Redmon and Farhadi, arXiv 1612.08242; cfg/yolov2.cfg of https://github.com/pjreddie/darknet).</summary>
public static class YoloV2
{
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
        var channels = x.Channels;
        x = Darknet19.Conv(g, "head0", x, channels, kernel: 3);
        x = Darknet19.Conv(g, "head1", x, channels, kernel: 3);
        if (options.PassthroughChannels is { } narrow)
            fine = Darknet19.Conv(g, "passthrough", fine, narrow, kernel: 1);
        x = g.Concat("head.concat", Axis.Channels, g.SpaceToDepth("passthrough.reorg", fine, 2), x);
        x = Darknet19.Conv(g, "head2", x, channels, kernel: 3);
        g.Output("detections", g.Conv2d("detector", x, options.Anchors * (5 + options.Classes), kernel: 1, bias: true));
        return g.Build();
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

    private protected override void Check()
    {
        base.Check();
        if (Resolution.Height % 32 != 0 || Resolution.Width % 32 != 0)
            throw OutOfBounds(nameof(Resolution), $"the resolution must be a multiple of 32, is {Resolution}");
        if (Stages.IsDefault || Stages.Length != Darknet19.Table6.Length || Stages.Any(stage => stage.IsDefaultOrEmpty))
            throw OutOfBounds(nameof(Stages), $"the network needs {Darknet19.Table6.Length} stages, and each a convolution");
        if (Anchors is not (> 0 and <= 100))
            throw OutOfBounds(nameof(Anchors), Invariant($"the network needs from 1 to 100 anchors, not {Anchors}"));
        if (Classes is not (> 0 and <= 10_000))
            throw OutOfBounds(nameof(Classes), Invariant($"the network needs from 1 to 10000 classes, not {Classes}"));
    }
}
