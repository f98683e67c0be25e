using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Paper.Tables;
using MobileNetSharp.Plotting.Charts;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Theorem 1 as a plot: what is kept, over the expansion m/n.</summary>
static class AppendixA
{
    public static PaperFigure Build(PaperTable theorem) => new(
        "theorem1", "Appendix A: how much ReLU keeps",
        ["Lines: N/2ᵐ. Marks: the experiment of the table. Half of the volume survives where there are twice as many channels as dimensions, nearly all of it at the paper's expansion by six, the sooner the more dimensions there are."],
        [
            new ScatterPlot(
                "Volume that ReLU(B·x) keeps", "expansion m/n", "part that is kept",
                [
                    .. Theorem1.Sizes.Select(size => new Series(
                        FormattableString.Invariant($"n = {size.N}"),
                        [.. theorem.Rows.Where(row => row.Name.StartsWith(FormattableString.Invariant($"n = {size.N},"), StringComparison.Ordinal))
                            .Zip(size.M, (row, m) => ((double)m / size.N, row.Cells[1].Value!.Value))])),
                ])
            {
                Curves =
                [
                    .. Theorem1.Sizes.Select(size => new Series("", [.. Enumerable.Range(size.N, (size.M[^1] - size.N) + 1).Select(m => ((double)m / size.N, PreservedVolume.Formula(m, size.N)))])),
                ],
            }.ToSvg(),
        ]);
}
