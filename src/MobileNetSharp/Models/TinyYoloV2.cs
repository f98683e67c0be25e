using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using static System.FormattableString;

namespace MobileNetSharp.Models;

/// <summary>Tiny YOLOv2: nine convolutions without a passthrough (cfg/yolov2-tiny.cfg and cfg/yolov2-tiny-voc.cfg of https://github.com/pjreddie/darknet).</summary>
public static class TinyYoloV2
{
    /// <summary>Channels of the 3×3 convolutions before the last two; a pooling of 2×2 follows each but the last, the last one of stride 1.</summary>
    static readonly ImmutableArray<int> Channels = [16, 32, 64, 128, 256, 512, 1024];

    /// <summary>COCO's 80 classes at the published resolution.</summary>
    internal static NetworkFamily Family { get; } =
        new("yolov2_tiny_{size}", ["yolov2_tiny_416"], name => Build(new() { Resolution = name.Size }), YoloV2.CardOf);

    /// <summary>The anchors of cfg/yolov2-tiny-voc.cfg for Pascal VOC, in cells; those for COCO are <see cref="YoloV2.CocoAnchors"/>.</summary>
    public static ImmutableArray<CellAnchor> VocAnchors { get; } = [new(1.08, 1.19), new(3.42, 4.41), new(6.63, 11.38), new(9.42, 5.11), new(16.62, 10.52)];

    /// <summary>
    /// The detector, <c>(N,H,W,3) → detections (N,H/32,W/32,anchors·(5 + classes))</c>, decoded as <see cref="YoloV2.Build"/>'s. Throws
    /// <see cref="ArgumentOutOfRangeException"/> for an option out of bounds.
    /// </summary>
    public static Graph Build(TinyYoloV2Options? options = null)
    {
        options ??= new();
        var g = options.Builder("yolov2_tiny");
        var x = options.Input(g);
        foreach (var (i, channels) in Channels.Index())
        {
            x = Darknet19.Conv(g, $"conv{i}", x, channels, kernel: 3);
            if (i < Channels.Length - 1)
                x = g.MaxPool($"pool{i}", x, 2, i < Channels.Length - 2 ? 2 : 1, Padding.Same);
        }

        x = Darknet19.Conv(g, "head", x, options.HeadChannels, kernel: 3);
        g.Output("detections", g.Conv2d("detector", x, options.Anchors * (5 + options.Classes), kernel: 1, bias: true));
        return g.Build();
    }
}

/// <summary>The choices of tiny YOLOv2; the defaults are those for COCO at 416².</summary>
public sealed record TinyYoloV2Options : NetworkOptions
{
    /// <summary>The defaults: 416², 80 classes, equal padding on all sides, and the ε of cuDNN, 1e-5.</summary>
    public TinyYoloV2Options() => (Resolution, Classes, Dialect) = (416, 80, Dialect.PyTorch);

    /// <summary>Anchors at each place.</summary>
    public int Anchors { get; init; } = 5;

    /// <summary>Channels of the last 3×3 convolution: 512 for COCO, 1024 for Pascal VOC.</summary>
    public int HeadChannels { get; init; } = 512;

    private protected override void Check()
    {
        base.Check();
        YoloV2Options.Check(Resolution, Anchors, Classes);
        if (HeadChannels is not (> 0 and <= 10_000))
            throw OutOfBounds(nameof(HeadChannels), Invariant($"the network needs from 1 to 10000 channels in its head, not {HeadChannels}"));
    }
}
