using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 3: the channels, and the memory at 16 bits, of the widest tensor that must exist at each resolution.</summary>
static class Table3
{
    const int BytesPerElement = 2;

    static readonly int[] Sizes = [112, 56, 28, 14, 7, 1];

    /// <summary>As the last version of the paper prints it: channels and kB, and the largest kB.</summary>
    static readonly (string Network, string[] Channels, string[] Kilobytes, string Maximum)[] Printed =
    [
        ("MobileNetV1",           ["64", "128", "256", "512", "1024", "1024"], ["1600", "800", "400", "200", "199", "2"], "1600K"),
        ("MobileNetV2",           ["16", "32", "64", "160", "320", "1280"],    ["400", "200", "100", "62", "32", "2"],    "400K"),
        ("ShuffleNet (2x, g=3)",  ["32", "48", "400", "800", "1600", "1600"],  ["800", "300", "600K", "310", "156", "3"],  "600K"),
    ];

    public static PaperTable Build()
    {
        var (v1, v2) = (MobileNetV1.Build(), MobileNetV2.Build());
        var engine = Engine.CreatePlan(v2, 1, MemoryMode.Normal, vectorBits: 512);
        return new PaperTable(
            "table3", "Table 3: channels and memory in kB to be materialized at each resolution, 16-bit activations", "network and size", ["channels", "kB"],
            [
                .. Rows(Printed[0], size => Widest(v1, size), _ => []),
                .. Rows(Printed[1], size => Widest(v2, size), size => [StartingAt(v2, size)]),
                .. Rows(Printed[2], size => WidestOfShuffleNet(3, size), size => [.. OtherGroups.Select(groups => WithGroups(groups, size))]),
                .. Sizes.Select(size => new PaperRow($"our engine, MobileNetV2, {size}×{size}", Written(engine, size))),
            ])
        {
            Notes =
            [
                "Computed: the widest of the blocks' outputs and the pooled features, with each block, and the first layer with the first block, as one operator (§5.1). For ShuffleNet: the widest of the first layer and of the outputs of pooling, addition and concatenation. A kB is 1000 bytes, as the printed values themselves show, although the caption says Kb.",
                "Earlier versions of the paper print 1/O(1) at 112×112 for every network, and 800K, 200K and 600K as the largest.",
                "Our engine: the widest tensor of that size in its plan for one thread and 512-bit vectors, with two bytes per value for comparison, although it computes with four. At 112×112 it writes none, because the first two blocks run together with the first layer. It does write the output of the last 1×1 convolution, 7×7×1280.",
            ],
        };
    }

    static IEnumerable<PaperRow> Rows(
        (string Network, string[] Channels, string[] Kilobytes, string Maximum) print, Func<int, int> channelsAt, Func<int, AlternativeCount[]> alternatives)
    {
        var (largest, printedBelow) = (0.0, 0.0);
        foreach (var (i, size) in Sizes.Index())
        {
            var (channels, printed) = (channelsAt(size), int.Parse(print.Channels[i], CultureInfo.InvariantCulture));
            largest = Math.Max(largest, Bytes(channels, size));
            printedBelow = i == 0 ? 0 : Math.Max(printedBelow, new PrintedNumber(print.Kilobytes[i], "kB").Value);
            yield return new PaperRow(
                $"{print.Network}, {size}×{size}",
                [
                    Cell.Compare(print.Channels[i], channels, alternatives: alternatives(size)),
                    Cell.Compare(print.Kilobytes[i], Bytes(channels, size), "kB", Memory(Bytes(channels, size), channels == printed ? null : Bytes(printed, size))),
                ]);
        }

        var below = new AlternativeCount("below-112", "the largest printed value below 112×112, where earlier versions print 1/O(1)", printedBelow);
        yield return new PaperRow($"{print.Network}, max", [Cell.Ours(""), Cell.Compare(print.Maximum, largest, alternatives: [.. Memory(largest), below])]);
    }

    static double Bytes(double channels, int size) => channels * size * size * BytesPerElement;

    static readonly int[] OtherGroups = [1, 2, 4, 8];

    static AlternativeCount WithGroups(int groups, int size) => new(
        $"groups-{groups}", $"the count for ShuffleNet 2x with g={groups}", WidestOfShuffleNet(groups, size));

    /// <summary>The most channels where a tensor has to exist: behind every block, and where the features are pooled.</summary>
    static int Widest(Graph graph, int size) => Widest(
        BottleneckBlock.Find(graph).Select(block => block.Output).Concat(graph.Nodes.Where(node => node.Op is GlobalAveragePool)), size);

    /// <summary>The same of ShuffleNet: behind the first layer, where it is pooled, and where a unit is joined or added to its input.</summary>
    static int WidestOfShuffleNet(int groups, int size)
    {
        var nodes = ShuffleNetV1.Build(new() { Groups = groups, WidthMultiplier = 2 }).Nodes;
        return Widest(nodes.Where(node => node.Op is Add or Concat or Pool or GlobalAveragePool || node.Name == "stem.conv"), size);
    }

    static int Widest(IEnumerable<Node> tensors, int size) => tensors.Where(node => node.Shape.Height == size).Max(node => node.Channels);

    static AlternativeCount StartingAt(Graph graph, int size) => new(
        "row-starts", "the maximum output channels of the blocks that start at this size, even if their stride reduces it",
        BottleneckBlock.Find(graph).Where(block => block.Input.Shape.Height == size).Select(block => block.Output.Channels).DefaultIfEmpty().Max());

    static AlternativeCount[] Memory(double bytes, double? printedBytes = null) =>
    [
        AlternativeCounts.Truncated(bytes),
        AlternativeCounts.Digits(bytes, 2, "the same count"),
        new("kibibytes", "the same count in units of 1024 bytes", bytes / 1.024),
        .. printedBytes is not { } printed ? [] : (AlternativeCount[])
        [
            new("printed-channels", "the memory for the printed number of channels", printed),
            new("printed-channels-cut", "the memory for the printed number of channels, truncated instead of rounded", printed, Rounding.Truncate),
            AlternativeCounts.Digits(printed, 2, "the memory for the printed number of channels") with { Id = "printed-channels-2-digits" },
        ],
    ];

    static ImmutableArray<Cell> Written(Inference.Planning.Plan plan, int size)
    {
        var channels = plan.Steps.Select(step => step.Output).Where(node => node.Shape.Height == size).Select(node => node.Channels).DefaultIfEmpty().Max();
        return [Cell.Ours(channels, "0"), Cell.Ours(Bytes(channels, size) / 1e3, "0.0")];
    }
}
