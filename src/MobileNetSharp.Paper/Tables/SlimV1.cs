using System.Globalization;
using System.Numerics;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Paper.Cells;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Tables;

/// <summary>TF-slim's table of MobileNetV1 checkpoints (github.com/tensorflow/models, research/slim/nets/mobilenet_v1.md).</summary>
static class SlimV1
{
    /// <summary>As printed: width, parameters in M; then resolution, MACs in M, top-1, top-5.</summary>
    static readonly (double Width, string Parameters, (int Size, string Macs, string Top1, string Top5)[] Rows)[] Printed =
    [
        (1.0,  "4.24", [(224, "569", "70.9", "89.9"), (192, "418", "70.0", "89.2"), (160, "291", "68.0", "87.7"), (128, "186", "65.2", "85.8")]),
        (0.75, "2.59", [(224, "317", "68.4", "88.2"), (192, "233", "67.2", "87.3"), (160, "162", "65.3", "86.0"), (128, "104", "62.1", "83.9")]),
        (0.5,  "1.34", [(224, "150", "63.3", "84.9"), (192, "110", "61.7", "83.6"), (160, "77", "59.1", "81.9"), (128, "49", "56.3", "79.4")]),
        (0.25, "0.47", [(224, "41", "49.8", "74.2"), (192, "34", "47.7", "72.3"), (160, "21", "45.5", "70.3"), (128, "14", "41.5", "66.3")]),
    ];

    /// <summary>The checkpoints' networks, with their published accuracy in percent.</summary>
    public static IEnumerable<(string Network, double Width, int Size, double Top1)> Networks =>
        from width in Printed
        from row in width.Rows
        select (Name(width.Width, row.Size), width.Width, row.Size, double.Parse(row.Top1, CultureInfo.InvariantCulture));

    public static PaperTable Build() => new(
        "slim-v1", "TF-slim V1: the MobileNetV1 checkpoints", "checkpoint",
        ["parameters, M", "MACs, M", "top-1, %", "top-5, %"],
        [
            .. from width in Printed
               from row in width.Rows
               select Row(Name(width.Width, row.Size), width.Parameters, row.Macs, row.Top1, row.Top5),
        ])
    {
        Notes =
        [
            "Not a table of the paper: the checkpoints that Google published for its predecessor.",
            "At width 0.75, the four MACs belong to a network that TF-slim does not build: its mobilenet_v1.py has 24 channels in the first layer, and a comment in it gives 106,002,432 at 128×128 without the classifier, which equals the count here.",
        ],
    };

    static string Name(double width, int size) => Invariant($"mobilenet_v1_{width:0.0#}_{size}");

    static PaperRow Row(string network, string parameters, string macs, string top1, string top5)
    {
        var graph = Models.Networks.Build(network);
        var costs = graph.Analyze();
        return new PaperRow(
            network.Split('_', 3)[2].Replace("_", " at ", StringComparison.Ordinal),
            [
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, "M", AlternativeCounts.Parameters(graph)),
                Cell.Compare(macs, costs.Madds, "M", [.. AlternativeCounts.Madds(graph), AlternativeCounts.RoundedTwice(costs.Madds, 1e6), NarrowStem(graph)]),
                Cell.Quoted(top1), Cell.Quoted(top5),
            ])
        {
            Network = network,
        };
    }

    /// <summary>The count with a power of two as the channels of the first layer: at width 0.75, 16 instead of 24.</summary>
    static AlternativeCount NarrowStem(Graph graph)
    {
        var stem = graph.Nodes.First(node => node.Op is Conv2d);
        var channels = 1 << BitOperations.Log2((uint)stem.Channels);
        var narrow = graph.Rewrite(node => node.Op switch
        {
            Conv2d conv when node == stem => conv with { Channels = channels },
            Conv2d conv when node.IsDepthwise && node.Inputs[0].Inputs is [{ Inputs: [var first] }] && first == stem => conv with { Channels = channels, Groups = channels },
            var op => op,
        });
        var which = channels == stem.Channels ? "as here" : $"{channels} instead of {stem.Channels}";
        return new AlternativeCount("narrow-stem", $"the count with a power of two as the channels of the first layer, {which}", narrow.Analyze().Madds);
    }
}
