using System.Collections.Immutable;
using MobileNetSharp.Analysis;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Measurements;
using MobileNetSharp.Paper.Tables;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Rendering;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 5: published accuracy over counted multiply-adds and over the milliseconds of our engine.</summary>
static class Figure5
{
    public static PaperFigure Build()
    {
        ImmutableArray<(string Name, ImmutableArray<(string Network, double Top1)> Networks)> series =
        [
            .. SlimV2.Networks.GroupBy(row => row.Size).OrderByDescending(group => group.Key)
                .Select(group => (Invariant($"MobileNetV2 at {group.Key}²"), group.OrderBy(row => row.Width).Select(row => (row.Network, row.Top1)).ToImmutableArray())),
            .. SlimV1.Networks.Where(row => row.Size == 224).GroupBy(row => row.Size)
                .Select(group => (Invariant($"MobileNetV1 at {group.Key}²"), group.OrderBy(row => row.Width).Select(row => (row.Network, row.Top1)).ToImmutableArray())),
            ("ShuffleNet v1, g = 3", [("shufflenet_v1_g3_1.5_224", 71.5), ("shufflenet_v1_g3_2.0_224", 73.7)]),
            ("NASNet-A mobile", [("nasnet_a_mobile_224", 74.0)]),
        ];
        var plots = new List<Canvas>
        {
            Plot("Accuracy and multiply-adds", "multiply-adds, millions (counted)", series, network => Networks.Build(network).Analyze().Madds / 1e6),
        };
        foreach (var processor in CpuTimes.BuiltIn.Processors)
        {
            ImmutableArray<(string, ImmutableArray<(string Network, double)>)> measured =
            [
                .. series.Select(line => (line.Name, line.Networks.RemoveAll(point => double.IsNaN(CpuTimes.BuiltIn.Median(point.Network, processor)))))
                    .Where(line => !line.Item2.IsEmpty),
            ];
            plots.Add(Plot($"Accuracy and time on {processor}", "milliseconds, one thread, fp32 (measured)", measured, network => CpuTimes.BuiltIn.Median(network, processor)));
        }

        return new PaperFigure(
            "figure5", "Figure 5: accuracy and cost",
            [
                "Accuracies are those published for the TF-slim checkpoints and, for ShuffleNet and NASNet, in Table 4; a line joins the widths of one resolution. The first plot is over the multiply-adds counted in our graphs, the others over the milliseconds of our engine on one processor.",
            ],
            [.. plots]);
    }

    static Canvas Plot(string title, string xTitle, ImmutableArray<(string Name, ImmutableArray<(string Network, double Top1)> Networks)> series, Func<string, double> x) => new ScatterPlot(
        title, xTitle, "published top-1, %",
        [.. series.Select(line => new Series(line.Name, [.. line.Networks.Select(point => (x(point.Network), point.Top1))]))])
    {
        Tip = (i, j) => Invariant($"{series[i].Networks[j].Network}: {series[i].Networks[j].Top1:0.0} %"),
    }.Draw();
}
