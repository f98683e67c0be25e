using CsCheck;
using MobileNetSharp.Paper.Figures;

namespace MobileNetSharp.Paper.Tests;

/// <summary>Appendix A.</summary>
public class ReluTransformTests
{
    /// <summary>A matrix of m×n and a point, both of plain numbers, so that many rows depend on each other.</summary>
    static readonly Gen<(double[][] Matrix, double[] X)> Cases =
        from n in Gen.Int[1, 5]
        from m in Gen.Int[1, 12]
        from matrix in Gen.Int[-3, 3].Select(value => (double)value).Array[n].Array[m]
        from x in Gen.Double[-1, 1].Array[n]
        select (matrix, x);

    /// <summary>Lemma 2, if: where it holds, no other point gives the same, and the point is found again.</summary>
    [Fact]
    public void Where_enough_independent_rows_are_positive_the_point_is_recovered() => Cases.Sample(pair =>
    {
        var transform = new ReluTransform(pair.Matrix);
        if (!transform.IsInvertibleAt(pair.X))
            return;
        Assert.Null(transform.LostDirection(pair.X));
        var recovered = transform.Recover(transform.Apply(pair.X));
        Assert.NotNull(recovered);
        Assert.All(recovered.Zip(pair.X), values => Assert.Equal(values.Second, values.First, 1e-6));
    });

    /// <summary>Lemma 2, only if: where it does not hold and no row gives zero, another point gives the same.</summary>
    [Fact]
    public void Where_there_are_not_enough_another_point_gives_the_same() => Cases.Sample(pair =>
    {
        var transform = new ReluTransform(pair.Matrix);
        var values = pair.Matrix.Select(row => row.Zip(pair.X).Sum(product => product.First * product.Second)).ToArray();
        if (transform.IsInvertibleAt(pair.X) || values.Zip(pair.Matrix).Any(row => Math.Abs(row.First) < 1e-6 && row.Second.Any(value => value != 0)))
            return;
        var direction = transform.LostDirection(pair.X)!;
        // So small a step that no negative row becomes positive.
        var step = 1e-9;
        var other = pair.X.Zip(direction, (x, d) => x + (step * d)).ToArray();
        Assert.NotEqual(pair.X, other);
        Assert.All(transform.Apply(pair.X).Zip(transform.Apply(other)), both => Assert.Equal(both.First, both.Second, 1e-12));
    });

    /// <summary>The lemma as printed has no word of rows that give exactly zero.</summary>
    [Fact]
    public void Lemma_2_does_not_hold_where_rows_give_zero()
    {
        var transform = new ReluTransform([[1], [-1]]);
        Assert.False(transform.IsInvertibleAt([0]));
        Assert.Equal([0, 0], transform.Apply([0]));
        Gen.Double[-1, 1].Where(x => x != 0).Sample(x => Assert.Contains(transform.Apply([x]), value => value > 0)); // so 0 is the only solution
    }

    [Fact]
    public void Without_ReLU_the_projection_back_is_the_identity()
    {
        var transform = ReluTransform.Random(7, 2, seed: 1);
        double[] x = [0.3, -0.8];
        var (positive, negative) = (transform.Apply(x), transform.Apply([-0.3, 0.8]));
        var linear = positive.Zip(negative, (a, b) => a - b).ToArray();
        Assert.All(transform.ProjectBack(linear).Zip(x), pair => Assert.Equal(pair.Second, pair.First, 12));
    }

    [Theory]
    [InlineData(2, 2, 0.25)] // both of two rows
    [InlineData(4, 2, 11.0 / 16)] // 1 + 4 + 6 of 16
    [InlineData(3, 1, 7.0 / 8)] // not all of three negative
    [InlineData(144, 24, 1)]
    public void Theorem_1_is_a_sum_of_binomials(int m, int n, double kept) => Assert.Equal(kept, PreservedVolume.Formula(m, n), 12);

    [Theory]
    [InlineData(2, 2)]
    [InlineData(6, 3)]
    [InlineData(12, 5)]
    [InlineData(40, 16)]
    public void Theorem_1_holds_by_experiment(int m, int n)
    {
        var (mean, error) = PreservedVolume.Measure(m, n, matrices: 400, points: 10, seed: 3);
        Assert.InRange(error, 1e-4, 0.02);
        Assert.InRange(mean, PreservedVolume.Formula(m, n) - (4 * error), PreservedVolume.Formula(m, n) + (4 * error));
    }

    /// <summary>The first bound always, the last where the logarithm allows it.</summary>
    [Fact]
    public void The_bounds_are_below_what_is_kept() => Gen.Select(Gen.Int[1, 24], Gen.Int[1, 200]).Sample((n, more) =>
    {
        var m = n + more;
        Assert.True(PreservedVolume.Bound(m, n) <= PreservedVolume.Formula(m, n) + 1e-12);
        if ((n + 1) * Math.Log2(m) <= m / 2.0)
            Assert.True(PreservedVolume.LastBound(m) <= PreservedVolume.Formula(m, n) + 1e-12);
    });

    [Fact]
    public void The_last_bound_does_not_hold_at_the_papers_expansion_for_few_dimensions() =>
        Assert.True(PreservedVolume.LastBound(6) < PreservedVolume.Formula(6, 2) && PreservedVolume.LastBound(12) < PreservedVolume.Formula(12, 2)
            && PreservedVolume.LastBound(4) > PreservedVolume.Formula(4, 2));
}
