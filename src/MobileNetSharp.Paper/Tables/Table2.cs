using System.Globalization;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 2, MobileNetV2's rows, read from the network's graph.</summary>
static class Table2
{
    /// <summary>As the paper prints them.</summary>
    static readonly string[][] Printed =
    [   // input      operator       t    c       n    s
        ["224²×3",   "conv2d",      "-", "32",   "1", "2"],
        ["112²×32",  "bottleneck",  "1", "16",   "1", "1"],
        ["112²×16",  "bottleneck",  "6", "24",   "2", "2"],
        ["56²×24",   "bottleneck",  "6", "32",   "3", "2"],
        ["28²×32",   "bottleneck",  "6", "64",   "4", "2"],
        ["14²×64",   "bottleneck",  "6", "96",   "3", "1"],
        ["14²×96",   "bottleneck",  "6", "160",  "3", "2"],
        ["7²×160",   "bottleneck",  "6", "320",  "1", "1"],
        ["7²×320",   "conv2d 1x1",  "-", "1280", "1", "1"],
        ["7²×1280",  "avgpool 7x7", "-", "-",    "1", "-"],
        ["1×1×1280", "conv2d 1x1",  "-", "k",    "-", "-"],
    ];

    public static PaperTable Build()
    {
        var computed = Computed(MobileNetV2.Build()).ToArray();
        return new PaperTable(
            "table2", "Table 2: MobileNetV2", "row", ["input", "operator", "t", "c", "n", "s"],
            [.. Printed.Zip(computed, (printed, read) => (printed, read)).Select((pair, i) => new PaperRow(
                (i + 1).ToString(CultureInfo.InvariantCulture), [.. pair.printed.Zip(pair.read, Cell.Words)]))])
        {
            Notes =
            [
                "t, c, n and s of the bottlenecks are read from the graph: inner channels divided by input channels, output channels, consecutive blocks with the same t and c, and the stride of the first of them.",
                "The classifier is a linear layer on one pixel, which equals a 1×1 convolution; k, its number of outputs, is 1000 here. Earlier versions of the paper print 28²×64 in row 6.",
            ],
        };
    }

    static IEnumerable<string[]> Computed(Graph graph)
    {
        var blocks = BottleneckBlock.Find(graph);
        var inner = blocks.SelectMany(block => block.Nodes).ToHashSet();
        var stem = graph.Nodes.First(node => node.Op is Conv2d);
        yield return Row(stem.Inputs[0], "conv2d", "-", $"{stem.Channels}", 1, $"{((Conv2d)stem.Op).Stride.Height}");
        for (var i = 0; i < blocks.Length;)
        {
            var (first, count) = (blocks[i], 0);
            while (i < blocks.Length && Key(blocks[i]) == Key(first))
                (i, count) = (i + 1, count + 1);
            yield return Row(first.Input, "bottleneck", $"{Key(first).T}", $"{first.Output.Channels}", count, $"{((Conv2d)first.Depthwise.Op).Stride.Height}");
        }

        var head = graph.Nodes.Last(node => node.Op is Conv2d && !inner.Contains(node));
        yield return Row(head.Inputs[0], "conv2d 1x1", "-", $"{head.Channels}", 1, $"{((Conv2d)head.Op).Stride.Height}");
        var pool = graph.Nodes.Single(node => node.Op is GlobalAveragePool);
        yield return Row(pool.Inputs[0], $"avgpool {pool.Inputs[0].Shape.Size}", "-", "-", 1, "-");
        yield return [.. Row(pool, "conv2d 1x1", "-", graph.Outputs[0].Node is { Op: Linear } ? "k" : "?", 1, "-")[..4], "-", "-"];
    }

    static (int T, int C) Key(BottleneckBlock block) => (block.Hidden / block.Input.Channels, block.Output.Channels);

    static string[] Row(Node input, string op, string t, string c, int n, string s) =>
        [$"{(input.Shape.Height == 1 ? "1×1" : $"{input.Shape.Height}²")}×{input.Channels}", op, t, c, n.ToString(CultureInfo.InvariantCulture), s];
}
