using MobileNetSharp.Analysis;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 4: ImageNet.</summary>
static class Table4
{
    public static PaperTable Build() => new(
        "table4", "Table 4: performance on ImageNet", "network",
        ["top-1, %", "parameters", "multiply-adds", "Pixel 1, ms"],
        [
            Row("MobileNetV1",       "mobilenet_v1_1.0_224", "70.6", "4.2M", "575M", "113"),
            Row("ShuffleNet (1.5)",  "shufflenet_v1_g3_1.5_224", "71.5", "3.4M", "292M", "-"),
            Row("ShuffleNet (x2)",   "shufflenet_v1_g3_2.0_224", "73.7", "5.4M", "524M", "-"),
            Row("NasNet-A",          "nasnet_a_mobile_224",      "74.0", "5.3M", "564M", "183"),
            Row("MobileNetV2",       "mobilenet_v2_1.0_224", "72.0", "3.4M", "300M", "75"),
            Row("MobileNetV2 (1.4)", "mobilenet_v2_1.4_224", "74.7", "6.9M", "585M", "143"),
        ]);

    static PaperRow Row(string name, string network, string top1, string parameters, string madds, string pixel)
    {
        var graph = Networks.Build(network);
        var costs = graph.Analyze();
        return new PaperRow(
            name,
            [
                Cell.Quoted(top1),
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, alternatives: AlternativeCounts.Parameters(graph)),
                Cell.Compare(madds, costs.Madds, alternatives: AlternativeCounts.Madds(graph)),
                Cell.Quoted(pixel),
            ])
        {
            Network = network,
        };
    }
}
