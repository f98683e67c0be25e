using MobileNetSharp.Analysis;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Table 5: the extra and prediction layers of SSD and SSDLite on MobileNetV2.</summary>
static class Table5
{
    public static PaperTable Build()
    {
        var lite = Ssd.Build().Analyze();
        var doubled = lite.Madds + lite.Nodes.Where(cost => Ssd.IsHead(cost.Node)).Sum(cost => cost.Madds);
        return new PaperTable(
        "table5", "Table 5: SSD and SSDLite on MobileNetV2, 80 classes", "layers", ["parameters", "multiply-adds"],
        [
            Row("SSD", isLite: false, "14.8M", "1.25B"),
            Row("SSDLite", isLite: true, "2.1M", "0.35B"),
        ])
        {
            Notes =
        [
            FormattableString.Invariant($"Counted: extra and prediction layers at 320×320 with 80 classes and background. If SSDLite's layers took twice the counted multiply-adds, the whole detector would take {doubled / 1e9:0.00}B instead of the 0.8B of Table 6."),
        ],
        };
    }

    static PaperRow Row(string name, bool isLite, string parameters, string madds)
    {
        var costs = Ssd.Build(new() { IsLite = isLite }).Analyze();
        var head = new CostReport([.. costs.Nodes.Where(cost => Ssd.IsHead(cost.Node))]);
        return new PaperRow(
            name,
            [
                Cell.Compare(parameters, head.ParametersWithoutBatchNorm, alternatives: [AlternativeCounts.Truncated(head.ParametersWithoutBatchNorm), new("batch-norm", "the count with γ and β of batch normalization", head.Parameters)]),
                Cell.Compare(madds, head.Madds, alternatives: [
                    AlternativeCounts.Truncated(head.Madds),
                    new("flops", "multiplications and additions counted separately", 2 * head.Madds),
                    new("flops-cut", "multiplications and additions counted separately, truncated instead of rounded", 2 * head.Madds, Rounding.Truncate),
                ]),
            ]);
    }
}
