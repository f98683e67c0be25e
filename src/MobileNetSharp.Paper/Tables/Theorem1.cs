using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Paper.Figures;

namespace MobileNetSharp.Paper.Tables;

/// <summary>Theorem 1 of Appendix A: what a random expansion preserves: by the formula, by experiment, and by the theorem's bounds.</summary>
static class Theorem1
{
    const int Matrices = 1000, Points = 10;
    const ulong Seed = 7;

    /// <summary>n, then m; the last of each are the expansion by six of the paper.</summary>
    internal static readonly (int N, int[] M)[] Sizes = [(2, [2, 4, 6, 12, 24]), (5, [5, 10, 15, 30, 60]), (16, [16, 32, 48, 96]), (24, [24, 48, 72, 144])];

    public static PaperTable Build() => new(
        "theorem1", "Theorem 1 (Appendix A): the fraction of the volume that ReLU(B·x) preserves", "n, m",
        ["N/2ᵐ", "experiment", "standard error", "1 − mⁿ⁺¹/(2ᵐ·n!)", "1 − 2^(−m/2)"],
        [.. from size in Sizes from m in size.M select Row(m, size.N)])
    {
        Notes =
        [
            FormattableString.Invariant($"N = Σ C(m, k), k from 0 to m − n. Experiment: {Matrices} random m×n matrices of independent normals, {Points} random points in the unit ball each, and the fraction of the points that can be recovered by Lemma 2; the standard error is that of the mean over the matrices."),
            "After the theorem's proof, the paper calls N/2ᵐ \"the fraction of collapsed space\"; by the theorem itself, it is the fraction that is preserved.",
            "The bounds hold where m is much larger than n: the last needs (n + 1)·log₂ m ≤ m/2, and at m = 6n, the paper's expansion, it exceeds the preserved fraction for the small n here. A negative bound says nothing.",
            "Lemma 2 as printed has an exception: B = (1, −1)ᵀ and x₀ = 0 give y₀ = (0, 0), without a non-zero value, although only x = 0 gives it. The lemma holds where no row gives exactly zero, which is almost everywhere.",
        ],
    };

    static PaperRow Row(int m, int n)
    {
        var (mean, error) = PreservedVolume.Measure(m, n, Matrices, Points, Seed);
        return new PaperRow(
            FormattableString.Invariant($"n = {n}, m = {m}"),
            [
                Cell.Ours(PreservedVolume.Formula(m, n), "0.0000"), Cell.Ours(mean, "0.0000"), Cell.Ours(error, "0.0000"),
                Cell.Ours(PreservedVolume.Bound(m, n), "0.0000"), Cell.Ours(PreservedVolume.LastBound(m), "0.0000"),
            ]);
    }
}
