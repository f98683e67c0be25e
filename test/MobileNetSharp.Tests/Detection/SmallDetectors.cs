using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Detection;

/// <summary>Detectors of a few nodes, whose outputs the tests make up.</summary>
static class SmallDetectors
{
    public static Preprocessing Stretched { get; } = Preprocessing.Raw with { Interpolation = Interpolation.TensorFlowBilinear };

    /// <summary>An SSD with maps of the given sides, as many anchors at each place, and classes.</summary>
    public static Model Ssd(int[] sides, int shapes, ImmutableArray<string> labels, SsdDecoding decoding, OutputKind scores = OutputKind.Logits)
    {
        var g = new GraphBuilder("small");
        var x = g.Input("input", new Shape(1, sides[0] * 8, sides[0] * 8, 3));
        var outputs = ModelCard.Empty.Outputs;
        var channels = labels.Length + (decoding.HasBackground ? 1 : 0);
        foreach (var (i, side) in sides.Index())
        {
            var map = g.Resize($"map{i}", x, side, ResizeMode.Bilinear, CoordinateMode.HalfPixel);
            g.Output($"boxes{i}", g.Conv2d($"boxes{i}.conv", map, 4 * shapes, kernel: 1));
            g.Output($"classes{i}", g.Conv2d($"classes{i}.conv", map, channels * shapes, kernel: 1));
            outputs = outputs.Add($"boxes{i}", OutputKind.Boxes).Add($"classes{i}", scores);
        }

        return Of(g.Build(), new ModelCard { Task = ModelTask.Detection, Outputs = outputs, Labels = labels, Preprocessing = Stretched, BoxDecoding = decoding });
    }

    /// <summary>Square anchors of two scales at each place of maps.</summary>
    public static AnchorTable Anchors(int[] sides, int shapes) => new()
    {
        Maps = [.. sides.Select(side => new AnchorMap(side, side, [.. Enumerable.Range(0, shapes).Select(shape => new AnchorShape((1.5 + shape) / side, 1 + (0.5 * shape)))]))],
    };

    public static Model Of(Graph graph, ModelCard card) => new(graph, Initializer.TfSlim(graph, seed: 1), card);
}
