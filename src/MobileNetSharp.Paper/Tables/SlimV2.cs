using System.Globalization;
using MobileNetSharp.Analysis;
using MobileNetSharp.Paper.Cells;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Tables;

/// <summary>TF-slim's table of MobileNetV2 checkpoints (github.com/tensorflow/models, research/slim/nets/mobilenet).</summary>
static class SlimV2
{
    /// <summary>As printed: width, parameters in M; then resolution, MACs in M, top-1, top-5, Pixel 1 in ms.</summary>
    static readonly (double Width, string Parameters, (int Size, string Macs, string Top1, string Top5, string Pixel)[] Rows)[] Printed =
    [
        (1.4,  "6.06", [(224, "582", "75.0", "92.5", "138.0")]),
        (1.3,  "5.34", [(224, "509", "74.4", "92.1", "123.0")]),
        (1.0,  "3.47", [(224, "300", "71.8", "91.0", "73.8"), (192, "221", "70.7", "90.1", "55.1"), (160, "154", "68.8", "89.0", "40.2"), (128, "99", "65.3", "86.9", "27.6"), (96, "56", "60.3", "83.2", "17.6")]),
        (0.75, "2.61", [(224, "209", "69.8", "89.6", "55.8"), (192, "153", "68.7", "88.9", "41.6"), (160, "107", "66.4", "87.3", "30.4"), (128, "69", "63.2", "85.3", "21.9"), (96, "39", "58.8", "81.6", "14.2")]),
        (0.5,  "1.95", [(224, "97", "65.4", "86.4", "28.7"), (192, "71", "63.9", "85.4", "21.1"), (160, "50", "61.0", "83.2", "14.9"), (128, "32", "57.7", "80.8", "9.9"), (96, "18", "51.2", "75.8", "6.4")]),
        (0.35, "1.66", [(224, "59", "60.3", "82.9", "19.7"), (192, "43", "58.2", "81.2", "14.6"), (160, "30", "55.7", "79.1", "10.5"), (128, "20", "50.8", "75.0", "6.9"), (96, "11", "45.5", "70.4", "4.5")]),
    ];

    /// <summary>The checkpoints' networks, with their published accuracy in percent.</summary>
    public static IEnumerable<(string Network, double Width, int Size, double Top1)> Networks =>
        from width in Printed
        from row in width.Rows
        select (Name(width.Width, row.Size), width.Width, row.Size, double.Parse(row.Top1, CultureInfo.InvariantCulture));

    public static PaperTable Build() => new(
        "slim-v2", "TF-slim V2: the MobileNetV2 checkpoints", "checkpoint",
        ["parameters, M", "MACs, M", "top-1, %", "top-5, %", "Pixel 1, ms"],
        [
            .. from width in Printed
               from row in width.Rows
               select Row(Name(width.Width, row.Size), width.Parameters, row.Macs, row.Top1, row.Top5, row.Pixel),
        ])
    {
        Notes = ["Not a table of the paper: the checkpoints that Google published with it."],
    };

    static string Name(double width, int size) => Invariant($"mobilenet_v2_{width:0.0#}_{size}");

    static PaperRow Row(string network, string parameters, string macs, string top1, string top5, string pixel)
    {
        var graph = Models.Networks.Build(network);
        var costs = graph.Analyze();
        return new PaperRow(
            network.Split('_', 3)[2].Replace("_", " at ", StringComparison.Ordinal),
            [
                Cell.Compare(parameters, costs.ParametersWithoutBatchNorm, "M", AlternativeCounts.Parameters(graph)),
                Cell.Compare(macs, costs.Madds, "M", AlternativeCounts.Madds(graph)),
                Cell.Quoted(top1), Cell.Quoted(top5), Cell.Quoted(pixel),
            ])
        {
            Network = network,
        };
    }
}
