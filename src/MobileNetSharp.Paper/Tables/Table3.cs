using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;

namespace MobileNetSharp.Paper;

/// <summary>Table 3: the most channels, and their memory at 16 bits, of a tensor that has to exist at each resolution.</summary>
static class Table3
{
    const int BytesPerElement = 2;

    static readonly int[] Sizes = [112, 56, 28, 14, 7, 1];

    /// <summary>As the last version of the paper prints it: channels and kB, and the largest kB.</summary>
    static readonly (string Network, string[] Channels, string[] Kilobytes, string Maximum)[] Printed =
    [
        ("MobileNetV1", ["64", "128", "256", "512", "1024", "1024"], ["1600", "800", "400", "200", "199", "2"], "1600K"),
        ("MobileNetV2", ["16", "32", "64", "160", "320", "1280"], ["400", "200", "100", "62", "32", "2"], "400K"),
    ];

    public static PaperTable Build()
    {
        var engine = Engine.PlanOf(MobileNetV2.Build(), 1, MemoryMode.Normal, vectorBits: 512);
        return new PaperTable(
            "table3", "Table 3: channels and memory in kB to be materialised at each resolution, 16-bit activations", "network and size", ["channels", "kB"],
            [
                .. Printed.SelectMany((print, i) => Rows(print, i == 0 ? MobileNetV1.Build() : MobileNetV2.Build(), isV2: i == 1)),
                .. Sizes.Select(size => new PaperRow($"our engine, MobileNetV2, {size}×{size}", Written(engine, size))),
            ])
        {
            Notes =
            [
                "Computed: the widest of the tensors that leave a block, and the pooled features, each block and the first layer being one operator (§5.1); kB are 1000 bytes, as the print's own figures show, though its caption says Kb.",
                "Earlier versions of the paper print 1/O(1) at 112×112 for every network, and 800K, 200K and 600K as the largest.",
                "Our engine: the widest tensor of that size in its plan for one thread and 512-bit vectors, at two bytes a value to compare, though it computes with four. At 112×112 it writes none: the first two blocks run as one with the first layer. The last 1×1 convolution's output, 7×7×1280, does exist in it.",
            ],
        };
    }

    static IEnumerable<PaperRow> Rows((string Network, string[] Channels, string[] Kilobytes, string Maximum) print, Graph graph, bool isV2)
    {
        var largest = 0.0;
        foreach (var (i, size) in Sizes.Index())
        {
            var channels = Materialised(graph).Where(node => node.Shape.Height == size).Max(node => node.Channels);
            var printedChannels = double.Parse(print.Channels[i], CultureInfo.InvariantCulture);
            largest = Math.Max(largest, Bytes(channels, size));
            yield return new PaperRow(
                $"{print.Network}, {size}×{size}",
                [
                    Cell.Compare(print.Channels[i], channels, otherwise: isV2 ? [StartingAt(graph, size)] : []),
                    Cell.Compare(print.Kilobytes[i], Bytes(channels, size), "kB", Memory(Bytes(channels, size), channels == printedChannels ? null : Bytes(printedChannels, size))),
                ]);
        }

        yield return new PaperRow($"{print.Network}, max", [Cell.Ours(""), Cell.Compare(print.Maximum, largest, otherwise: Memory(largest))]);
    }

    static double Bytes(double channels, int size) => channels * size * size * BytesPerElement;

    /// <summary>Where a tensor has to exist: behind every block, and where the features are pooled.</summary>
    static IEnumerable<Node> Materialised(Graph graph) => BottleneckBlock.Find(graph).Select(block => block.Output)
        .Concat(graph.Nodes.Where(node => node.Op is GlobalAveragePool));

    static Count StartingAt(Graph graph, int size) => new(
        "row-starts", "the most output channels of the blocks that start at this size, also where their stride leaves it",
        BottleneckBlock.Find(graph).Where(block => block.Input.Shape.Height == size).Select(block => block.Output.Channels).DefaultIfEmpty().Max());

    static Count[] Memory(double bytes, double? printedBytes = null) =>
    [
        Counts.Cut(bytes),
        Counts.Digits(bytes, 2, "the same count"),
        new("kibibytes", "the same count in units of 1024 bytes", bytes / 1.024),
        .. printedBytes is not { } printed ? [] : (Count[])
        [
            new("printed-channels", "the memory of the printed number of channels", printed),
            new("printed-channels-cut", "the memory of the printed number of channels, cut and not rounded", printed, Rounding.Cut),
            Counts.Digits(printed, 2, "the memory of the printed number of channels") with { Id = "printed-channels-2-digits" },
        ],
    ];

    static ImmutableArray<Cell> Written(Inference.Planning.Plan plan, int size)
    {
        var channels = plan.Steps.Select(step => step.Output).Where(node => node.Shape.Height == size).Select(node => node.Channels).DefaultIfEmpty().Max();
        return [Cell.Ours(channels, "0"), Cell.Ours(Bytes(channels, size) / 1e3, "0.0")];
    }
}
