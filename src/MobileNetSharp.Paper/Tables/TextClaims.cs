using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Values in the paper's sentences.</summary>
static class TextClaims
{
    public static PaperTable Build()
    {
        var graph = MobileNetV2.Build();
        var blocks = BottleneckBlock.Find(graph);
        var counted = Table7.ProfiledV1();
        var (smallest, largest) = (Networks.Build("mobilenet_v2_0.35_96"), Networks.Build("mobilenet_v2_1.4_224"));
        return new PaperTable(
            "text", "Values in the text", "sentence", ["value"],
            [
                Row("§3.1: a 3×3 depthwise separable convolution costs 8 … times less", Cell.Compare("8", Savings(blocks).Min(), alternatives: [
                    new("v1-layers", "the value for MobileNetV1's layers, from whose paper the sentence is taken", Savings(BottleneckBlock.Find(MobileNetV1.Build())).Min()),
                ])),
                Row("§3.1: … to 9 times less", Cell.Compare("9", Savings(blocks).Max())),
                Row("§4: residual bottleneck layers", Cell.Compare("19", blocks.Length, alternatives: [
                    new("shortcuts", "the number of blocks with a shortcut", blocks.Count(block => block.Add is not null)),
                    new("first-and-last", "the number of blocks plus the first and the last convolution, which TF-slim counts as layers too", blocks.Length + graph.Nodes.Count(node => node.Op is Conv2d) - blocks.Sum(block => block.Nodes.Count(node => node.Op is Conv2d))),
                ])),
                Row("§4: inner channels of a block that takes 64 channels and gives 128", Cell.Compare("384", blocks.First(block => block.Input.Channels == 64).Hidden)),
                Row("§4: multiply-adds of the primary network, millions", Cell.Compare("300", graph.Analyze().Madds, "M", AlternativeCounts.Madds(graph))),
                Row("§4: its parameters, millions", Cell.Compare("3.4", graph.Analyze().ParametersWithoutBatchNorm, "M", AlternativeCounts.Parameters(graph))),
                Row("§4: multiply-adds from …, \"7 multiply adds\", read as millions", Cell.Compare("7", smallest.Analyze().Madds, "M", [.. AlternativeCounts.Madds(smallest), AtWidth(0.25), AtWidth(0.3)])),
                Row("§4: … to, millions of multiply-adds", Cell.Compare("585", largest.Analyze().Madds, "M", AlternativeCounts.Madds(largest))),
                Row("§4: parameters from …, millions", Cell.Compare("1.7", smallest.Analyze().ParametersWithoutBatchNorm, "M", AlternativeCounts.Parameters(smallest))),
                Row("§4: … to, millions of parameters", Cell.Compare("6.9", largest.Analyze().ParametersWithoutBatchNorm, "M", AlternativeCounts.Parameters(largest))),
                Row("§6.3: MobileNetV1 takes from 4.9 times less than ResNet-101 (Table 7: 4870.6B vs. 941.9B)", Cell.Compare("4.9", 4870.6 / 941.9, alternatives: [
                    new("counted-v1", "4870.6B divided by the count of TensorFlow's profiler for MobileNetV1 instead of the table's 941.9B", 4870.6e9 / counted),
                ])),
                Row("§6.3: … to 5.7 times less (81.0B vs. 14.25B)", Cell.Compare("5.7", 81.0 / 14.25)),
                Row("§6.3: MobileNetV2 takes about 2.5 times less than MobileNetV1 (14.25B vs. 5.8B)", Cell.Compare("2.5", 14.25 / 5.8)),
                Row("§6.2: MobileNetV2 + SSDLite is 20 times more efficient than YOLOv2 (Table 6: 17.5B vs. 0.8B)", Cell.Compare("20", 17.5 / 0.8, alternatives: [
                    AlternativeCounts.Digits(17.5 / 0.8, 1, "the quotient of the printed values"),
                ])),
                Row("§6.2: … and 10 times smaller (50.7M vs. 4.3M)", Cell.Compare("10", 50.7 / 4.3, alternatives: [
                    AlternativeCounts.Digits(50.7 / 4.3, 1, "the quotient of the printed values"),
                ])),
                Row("Figure 7: the threshold as a fraction of the channels", Cell.Words("1/6", FormattableString.Invariant($"1/{blocks[^1].Hidden / blocks[^1].Input.Channels}"))),
            ])
        {
            Notes =
            [
                "Where a sentence compares values of the tables, the printed ones are divided.",
                "§6.2 calls MobileNetV2 + SSDLite \"also the most accurate of the three\": in Table 6, MobileNetV1 + SSDLite has 22.2 mAP, MobileNetV2 + SSDLite 22.1, and SSD512 26.8.",
                FormattableString.Invariant($"§6.3 says that MobileNetV1 takes from 4.9 times less than ResNet-101. With the table's 941.9B it would be {4870.6 / 941.9:0.0} times; with the counted {counted / 1e9:0.0}B it is {4870.6e9 / counted:0.0}, so the sentence seems to be right and the table wrong."),
                FormattableString.Invariant($"§3.1 says \"by almost a factor of k²\", and its footnote gives k²·d_j/(k² + d_j). The latter is computed here, for each depthwise convolution and the 1×1 convolution after it: it approaches 9 only as d_j grows, and is {Savings(blocks).First():0.0} for the {blocks[0].Project.Channels} channels of the first block."),
            ],
        };
    }

    static PaperRow Row(string name, Cell cell) => new(name, [cell]);

    /// <summary>k²·d_j/(k² + d_j) of each block's depthwise convolution and projection.</summary>
    static IEnumerable<double> Savings(IEnumerable<BottleneckBlock> blocks) => blocks.Select(block =>
    {
        double area = ((Conv2d)block.Depthwise.Op).Kernel.Area;
        return area * block.Project.Channels / (area + block.Project.Channels);
    });

    static AlternativeCount AtWidth(double width) => new(
        FormattableString.Invariant($"width-{width}"), FormattableString.Invariant($"the count for width {width} at 96, below the smallest width in the text, 0.35"),
        MobileNetV2.Build(new() { WidthMultiplier = width, Resolution = 96 }).Analyze().Madds);
}
