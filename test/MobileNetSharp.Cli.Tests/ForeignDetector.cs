using MobileNetSharp.Cards;
using MobileNetSharp.Formats;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Cli.Tests;

/// <summary>A detector as other programs write it, without a card: raw boxes and scores, background first.</summary>
static class ForeignDetector
{
    public static void Save(string path, int[] shapes, int classes)
    {
        var g = new GraphBuilder("ssd");
        var map = g.Input("input", new Shape(1, 64, 64, 3));
        var (boxes, scores) = (new List<Node>(), new List<Node>());
        foreach (var (i, count) in shapes.Index())
        {
            map = g.ConvBnRelu6($"map{i}", map, 8, kernel: 3, stride: 2);
            var places = map.Shape.Size.Area * count;
            boxes.Add(g.Reshape($"boxes{i}", g.Conv2d($"boxes{i}.conv", map, 4 * count, kernel: 1, bias: true), places, 1, 4));
            scores.Add(g.Reshape($"scores{i}", g.Conv2d($"scores{i}.conv", map, (1 + classes) * count, kernel: 1, bias: true), places, 1, 1 + classes));
        }

        g.Output("boxes", g.Concat("boxes", Axis.Height, [.. boxes]));
        g.Output("scores", g.Concat("scores", Axis.Height, [.. scores]));
        var graph = g.Build();
        using var model = new Model(graph, Initializer.TfSlim(graph, seed: 1), ModelCard.Empty);
        ModelFile.Save(model, path);
    }
}
