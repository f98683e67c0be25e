using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>YOLOv2: a detector on Darknet-19 with a passthrough (Redmon and Farhadi, arXiv 1612.08242; cfg/yolov2.cfg of https://github.com/pjreddie/darknet).</summary>
public static class YoloV2
{
    /// <summary>COCO's 80 classes at the paper's resolution.</summary>
    internal static NetworkFamily Family { get; } =
        new("yolov2_{size}", ["yolov2_416"], name => Build(new() { Resolution = name.Size }));

    /// <summary>
    /// The detector, <c>(N,H,W,3) → detections (N,H/32,W/32,anchors·(5 + classes))</c>: for each anchor x, y, width, height and
    /// objectness, then the classes' logits. Throws <see cref="GraphException"/> for an option out of bounds.
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
}
