using MobileNetSharp.Numerics;

namespace MobileNetSharp.Paper.Figures;

/// <summary>ReLU(B·x) with B of m×n, and how much of x can be recovered from it (Appendix A).</summary>
/// <param name="matrix">B, row by row.</param>
public sealed class ReluTransform(double[][] matrix)
{
    const double Tolerance = 1e-9;

    /// <summary>n, the length of x.</summary>
    public int Inputs { get; } = matrix[0].Length;

    /// <summary>m, the length of ReLU(B·x).</summary>
    public int Outputs => matrix.Length;

    /// <summary>A matrix of independent standard normals, a function of the seed.</summary>
    public static ReluTransform Random(int outputs, int inputs, ulong seed)
    {
        var stream = new RandomStream(seed, "relu", outputs, inputs);
        return new ReluTransform([.. Enumerable.Range(0, outputs).Select(_ => Enumerable.Range(0, inputs).Select(_ => stream.NextNormal()).ToArray())]);
    }

    /// <summary>ReLU(B·x).</summary>
    public double[] Apply(double[] x) => [.. matrix.Select(row => Math.Max(0, Dot(row, x)))];

    /// <summary>
    /// Lemma 2: whether ReLU(B·x) has at least n non-zero values that belong to n linearly independent rows, so that x is the only
    /// one to give it.
    /// </summary>
    public bool IsInvertibleAt(double[] x) => Rank([.. matrix.Where(row => Dot(row, x) > 0)]) == Inputs;

    /// <summary>x again from y = ReLU(B·x), by least squares over the non-zero values; null where they do not determine it.</summary>
    public double[]? Recover(double[] y)
    {
        var rows = matrix.Zip(y).Where(pair => pair.Second > 0).ToArray();
        return Solve([.. rows.Select(pair => pair.First)], [.. rows.Select(pair => pair.Second)]);
    }

    /// <summary>B⁺·y with the pseudo-inverse of B, as Figure 1 projects back.</summary>
    public double[] ProjectBack(double[] y) => Solve(matrix, y) ?? throw new InvalidOperationException("The matrix has not the full rank.");

    /// <summary>A direction in which no row with B·x &gt; 0 changes; null where there is none.</summary>
    public double[]? LostDirection(double[] x)
    {
        var rows = matrix.Where(row => Dot(row, x) > 0).Select(row => (double[])row.Clone()).ToArray();
        var pivots = Eliminate(rows);
        if (pivots.Count == Inputs)
            return null;
        var free = Enumerable.Range(0, Inputs).First(column => !pivots.Contains(column));
        var direction = new double[Inputs];
        direction[free] = 1;
        foreach (var (row, pivot) in pivots.Index())
            direction[pivot] = -rows[row][free];
        return direction;
    }

    static int Rank(double[][] rows) => Eliminate([.. rows.Select(row => (double[])row.Clone())]).Count;

    /// <summary>Brings rows to reduced echelon form; the columns of their pivots.</summary>
    static List<int> Eliminate(double[][] rows)
    {
        var pivots = new List<int>();
        for (var column = 0; rows.Length > 0 && column < rows[0].Length && pivots.Count < rows.Length; column++)
        {
            var top = pivots.Count;
            var best = Enumerable.Range(top, rows.Length - top).MaxBy(row => Math.Abs(rows[row][column]));
            if (Math.Abs(rows[best][column]) < Tolerance)
                continue;
            (rows[top], rows[best]) = (rows[best], rows[top]);
            Scale(rows[top], 1 / rows[top][column]);
            for (var row = 0; row < rows.Length; row++)
            {
                if (row != top)
                    Subtract(rows[row], rows[top], rows[row][column]);
            }

            pivots.Add(column);
        }

        return pivots;
    }

    /// <summary>The least-squares solution by the normal equations; null where it is not the only one.</summary>
    static double[]? Solve(double[][] rows, double[] y)
    {
        if (rows.Length == 0)
            return null;
        var n = rows[0].Length;
        var normal = Enumerable.Range(0, n).Select(i => (double[])
        [
            .. Enumerable.Range(0, n).Select(j => rows.Sum(row => row[i] * row[j])),
            rows.Zip(y).Sum(pair => pair.First[i] * pair.Second),
        ]).ToArray();
        var pivots = Eliminate(normal);
        return pivots.Count == n && pivots[^1] == n - 1 ? [.. normal.Select(row => row[n])] : null;
    }

    static double Dot(double[] a, double[] b)
    {
        var sum = 0.0;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    static void Scale(double[] row, double factor)
    {
        for (var i = 0; i < row.Length; i++)
            row[i] *= factor;
    }

    static void Subtract(double[] row, double[] other, double factor)
    {
        for (var i = 0; i < row.Length; i++)
            row[i] -= factor * other[i];
    }
}
