using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>A detector of Table 6, narrower than the paper's.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Printed">Its mAP there, in percent; null where it has none.</param>
/// <param name="Width">How it differs from the paper's.</param>
/// <param name="LearningRate">The highest learning rate that it bears: a network without batch normalization bears less.</param>
/// <param name="Build">The network for an input of so many pixels a side, and how its boxes are decoded.</param>
public sealed record Table6Network(string Name, string? Printed, string Width, double LearningRate, Func<int, (Graph Graph, ModelCard Card)> Build)
{
    /// <summary>Those of the table, and SSD's own head on MobileNetV2, of Table 5; the quickest to train first.</summary>
    public static ImmutableArray<Table6Network> All { get; } =
    [
        new("MNet V1 + SSDLite", "22.2", "width 0.5", 0.006, size => MobileNet(size, new MobileNetV1Options { WidthMultiplier = 0.5 }, isLite: true)),
        new("MNet V2 + SSDLite", "22.1", "width 0.5", 0.006, size => MobileNet(size, new MobileNetV2Options { WidthMultiplier = 0.5 }, isLite: true)),
        new("MNet V2 + SSD", null, "width 0.5", 0.006, size => MobileNet(size, new MobileNetV2Options { WidthMultiplier = 0.5 }, isLite: false)),
        new("YOLOv2", "21.6", "a quarter of Darknet-19's channels, and of those of the layers after it", 0.006, Yolo),
        new("SSD300", "23.2", "a quarter of VGG16's channels, and of those of the extra layers", 0.0005, Vgg),
    ];

    static (Graph Graph, ModelCard Card) MobileNet(int size, MobileNetOptions backbone, bool isLite)
    {
        var graph = Ssd.Build(new() { Backbone = backbone, IsLite = isLite, Resolution = size });
        return (graph, Ssd.CardOf(graph));
    }

    /// <summary>Its anchors are found among the boxes that are learned from.</summary>
    static (Graph Graph, ModelCard Card) Yolo(int size)
    {
        var graph = YoloV2.Build(new()
        {
            Resolution = size,
            Stages = [.. Darknet19.Table6.Select(stage => stage.Select(channels => channels / 4).ToImmutableArray())],
            PassthroughChannels = 16,
        });
        return (graph, YoloV2.CardOf(graph));
    }

    /// <summary>SSD300's anchors on six maps, of which SSD512's extra layers make the last four: those of SSD300 have no place on smaller inputs.</summary>
    static (Graph Graph, ModelCard Card) Vgg(int size)
    {
        int[] anchors = [6, 6, 4, 4];
        var graph = SsdVgg16.Build(new()
        {
            Resolution = size,
            Stages = [.. SsdVgg16.Vgg16.Select(stage => stage with { C = stage.C / 4 })],
            Extras = [.. SsdVgg16.Extras512.Take(4).Select((extra, i) => extra with { Reduced = extra.Reduced / 4, C = extra.C / 4, Anchors = anchors[i] })],
        });
        var card = SsdVgg16.CardOf(graph);
        var maps = graph.Outputs.Where(output => card.Outputs[output.Name] == OutputKind.Boxes).Select(output => output.Node.Shape.Size);
        return (graph, card with { BoxDecoding = (SsdDecoding)card.BoxDecoding! with { Anchors = (SsdAnchors.Caffe300 with { StridesPixels = [] }).Create([.. maps]) } });
    }
}
