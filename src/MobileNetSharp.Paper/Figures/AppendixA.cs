using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Paper.Tables;
using MobileNetSharp.Plotting.Charts;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Theorem 1 as a plot: what is preserved, over the expansion m/n.</summary>
static class AppendixA
{
    public static PaperFigure Build() => Build(Theorem1.Build());

    static PaperFigure Build(PaperTable theorem) => new(
        "theorem1", "Appendix A: how much ReLU preserves",
        ["Lines: N/2ᵐ. Marks: the experiment in the table. About half of the volume is preserved with twice as many channels as dimensions, and nearly all of it with six times as many, the paper's expansion; the more dimensions, the steeper the curve."],
        [
            new ScatterPlot(
                "Volume that ReLU(B·x) preserves", "expansion m/n", "preserved fraction",
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
            }.Draw(),
        ]);
}
