using System.Numerics;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Theorem 1 of Appendix A: the part of an n-dimensional volume that ReLU(B·x) keeps, for a random B of m×n.</summary>
public static class PreservedVolume
{
    /// <summary>N/2ᵐ with N = Σ C(m, k) for k from 0 to m − n.</summary>
    public static double Formula(int m, int n)
    {
        var (sum, binomial) = (BigInteger.Zero, BigInteger.One);
        for (var k = 0; k <= m - n; k++)
        {
            sum += binomial;
            binomial = binomial * (m - k) / (k + 1);
        }

        return Math.Exp(BigInteger.Log(sum) - (m * Math.Log(2)));
    }

    /// <summary>1 − mⁿ⁺¹/(2ᵐ·n!), the first of the theorem's lower bounds.</summary>
    public static double Bound(int m, int n) =>
        1 - Math.Exp(((n + 1) * Math.Log(m)) - (m * Math.Log(2)) - Enumerable.Range(1, n).Sum(i => Math.Log(i)));

    /// <summary>1 − 2^(−m/2), the last, which holds where (n + 1)·log₂ m ≤ m/2.</summary>
    public static double LastBound(int m) => 1 - Math.Pow(2, -m / 2.0);

    /// <summary>
    /// The same by experiment: for random matrices, which share of random points of the unit ball Lemma 2 lets recover. The mean
    /// over the matrices, and its standard error.
    /// </summary>
    public static (double Mean, double Error) Measure(int m, int n, int matrices, int points, ulong seed)
    {
        var shares = Enumerable.Range(0, matrices).Select(i =>
        {
            var transform = ReluTransform.Random(m, n, seed + (ulong)i);
            var stream = new RandomStream(seed, "ball", m, n, i);
            return (double)Enumerable.Range(0, points).Count(_ => transform.IsInvertibleAt(InBall(n, stream))) / points;
        }).ToArray();
        var mean = shares.Average();
        return (mean, Math.Sqrt(shares.Sum(share => (share - mean) * (share - mean)) / (matrices - 1) / matrices));
    }

    static double[] InBall(int n, RandomStream stream)
    {
        double[] x = [.. Enumerable.Range(0, n).Select(_ => stream.NextNormal())];
        var length = Math.Sqrt(x.Sum(value => value * value));
        var radius = Math.Pow(stream.NextUniform(), 1.0 / n);
        return [.. x.Select(value => value * radius / length)];
    }
}
