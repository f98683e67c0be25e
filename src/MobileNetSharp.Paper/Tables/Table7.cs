using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 7: DeepLabv3 on PASCAL VOC.</summary>
static class Table7
{
    const string V1 = "deeplabv3_mobilenet_v1_aspp_os8_513", ResNet = "deeplabv3_resnet_101_aspp_os8_513";

    public static PaperTable Build() => new(
        "table7", "Table 7: semantic segmentation on PASCAL VOC 2012", "network, output stride", ["mIOU, %", "parameters", "multiply-adds"],
        [
            Row("MNet V1, 16, ASPP",          "deeplabv3_mobilenet_v1_aspp_513",     isMultiScale: false, "75.29", "11.15M", "14.25B"),
            Row("MNet V1, 8, ASPP, MF",       V1,                                    isMultiScale: true,  "78.56", "11.15M", "941.9B"),
            Row("MNet V2*, 16, ASPP",         "deeplabv3_mobilenet_v2_aspp_513",     isMultiScale: false, "75.70", "4.52M",  "5.8B"),
            Row("MNet V2*, 8, ASPP, MF",      "deeplabv3_mobilenet_v2_aspp_os8_513", isMultiScale: true,  "78.42", "4.52M",  "387B"),
            Row("MNet V2*, 16",               "deeplabv3_mobilenet_v2_513",          isMultiScale: false, "75.32", "2.11M",  "2.75B"),
            Row("MNet V2*, 8, MF",            "deeplabv3_mobilenet_v2_os8_513",      isMultiScale: true,  "77.33", "2.11M",  "152.6B"),
            Row("ResNet-101, 16, ASPP",       "deeplabv3_resnet_101_aspp_513",       isMultiScale: false, "80.49", "58.16M", "81.0B"),
            Row("ResNet-101, 8, ASPP, MF",    ResNet,                                isMultiScale: true,  "82.70", "58.16M", "4870.6B"),
        ])
    {
        Notes =
        [
            "MF: the image at scales 0.5, 0.75, 1, 1.25, 1.5 and 1.75, each also mirrored; multiply-adds are those of all passes. V2*: the head is on the 320 channels before the last convolution. Computed at 513×513 with 21 classes.",
            "TensorFlow runs a dilated convolution on images that it pads to whole multiples of the dilation, and so its profiler counts them.",
            FormattableString.Invariant($"MobileNetV1's 941.9B: at 512×512 and with a seventh scale, 0.25, the profiler counts {SevenScalesAt512() / 1e9:0.0}B. No other row is counted so, and the text's 4.9 times is that of the {ProfiledV1() / 1e9:0.0}B at 513×513; it is not taken for the reason."),
            FormattableString.Invariant($"ResNet-101's 4870.6B: the profiler counts {Profiled(ResNet, inputOperations: 1) / 1e9:0.0}B, and with the softmax of each pass and the mean of all {Profiled(ResNet, inputOperations: 1, countsAverage: true) / 1e9:0.0}B. MobileNetV2's 152.6B is without those two; they are not taken for the reason."),
        ],
    };

    /// <summary>What TensorFlow's profiler counts for MobileNetV1's evaluation of an image at several scales.</summary>
    internal static double ProfiledV1() => Profiled(V1, inputOperations: 2);

    static double Profiled(string network, int inputOperations, bool countsAverage = false)
    {
        var graph = Networks.Build(network);
        return graph.ProfiledEvaluation(Passes(graph, isMultiScale: true), inputOperations, countsAverage);
    }

    static Graph[] Passes(Graph graph, bool isMultiScale) => isMultiScale ? [.. MultiScale.Table7.Graphs(graph)] : [graph];

    static PaperRow Row(string name, string network, bool isMultiScale, string miou, string parameters, string madds)
    {
        var graph = Networks.Build(network);
        var costs = graph.Analyze();
        var passes = Passes(graph, isMultiScale);
        return new PaperRow(
            name,
            [
                Cell.Quoted(miou),
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, alternatives: AlternativeCounts.Parameters(graph)),
                Cell.Compare(madds, passes.Sum(pass => pass.Analyze().Madds), alternatives: [.. Alternatives(graph, passes, isMultiScale)]),
            ])
        {
            Network = isMultiScale ? null : network,
        };
    }

    static IEnumerable<AlternativeCount> Alternatives(Graph graph, Graph[] passes, bool isMultiScale)
    {
        yield return AlternativeCounts.Cut(passes.Sum(pass => pass.Analyze().Madds));
        double padded = passes.Sum(pass => pass.SpaceToBatchMadds());
        yield return new("space-to-batch", "with dilated convolutions over images padded to multiples of the dilation", padded);
        yield return new("space-to-batch-cut", "the same, cut and not rounded", padded, Rounding.Cut);
        // The MobileNets' range takes two operations a value, ResNet's difference from the mean one.
        var inputOperations = graph.Name.Contains("resnet", StringComparison.Ordinal) ? 1 : 2;
        var profiled = graph.ProfiledEvaluation(passes, inputOperations);
        yield return new("profiled", "what TensorFlow's profiler counts: padded images, and biases, sums, pooling and the input's range too", profiled);
        yield return new("profiled-cut", "what the profiler counts, cut and not rounded", profiled, Rounding.Cut);
        yield return new("512", "what the profiler counts at 512×512, the size that the caption names", At512(graph, isMultiScale ? MultiScale.Table7 : null, inputOperations));
        if (!isMultiScale)
            yield break;
        yield return new("unflipped", "what the profiler counts without mirrored images", profiled / 2);
        yield return new("five-scales", "what the profiler counts without the largest scale", graph.ProfiledEvaluation(passes[..^2], inputOperations));
    }

    /// <summary>What the profiler counts at 512×512, which images of VOC nearly have.</summary>
    static double At512(Graph graph, MultiScale? scales, int inputOperations)
    {
        var even = graph.WithInput(1, 512, 512);
        return even.ProfiledEvaluation(scales is null ? [even] : [.. scales.Graphs(even)], inputOperations);
    }

    /// <summary>941.9, by two deviations at once that no other row has: found by search, and so no reason.</summary>
    static double SevenScalesAt512() => At512(Networks.Build(V1), new MultiScale([0.25, .. MultiScale.Table7.Scales], Flips: true), 2);
}
