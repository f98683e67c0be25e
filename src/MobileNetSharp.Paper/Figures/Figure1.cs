using MobileNetSharp.Plotting.Rendering;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Figures;

/// <summary>Figure 1: a spiral in the plane, embedded in n dimensions by a random matrix, through ReLU and back by its pseudo-inverse.</summary>
static class Figure1
{
    const int Points = 800, Shades = 16;
    const double Panel = 210, Margin = 16, Head = 66, Caption = 40;
    const ulong Seed = 1801;

    static readonly int[] Dimensions = [2, 3, 5, 15, 30];

    public static PaperFigure Build()
    {
        double[][] spiral = [.. Enumerable.Range(0, Points).Select(Spiral)];
        var canvas = new Canvas((3 * (Panel + Margin)) + Margin, Head + (2 * (Panel + Caption)), "Figure 1: a spiral through ReLU(T·x) and back");
        canvas.Text(Margin, 24, "A spiral through ReLU(T·x) and back by T⁺", size: 14, bold: true);
        canvas.Text(Margin, 44, "T: n×2, independent normals; dark is the inner end; both axes alike in all panels", color: Canvas.Muted, size: 11);
        Draw(canvas, 0, "input", spiral);
        foreach (var (i, n) in Dimensions.Index())
        {
            var transform = ReluTransform.Random(n, 2, Seed);
            var kept = (double)spiral.Count(transform.IsInvertibleAt) / Points;
            Draw(canvas, i + 1, Invariant($"n = {n}: {100 * kept:0} % can be recovered"), [.. spiral.Select(point => transform.ProjectBack(transform.Apply(point)))]);
        }

        return new PaperFigure(
            "figure1", "Figure 1: low-dimensional manifolds through ReLU",
            [
                "The spiral is embedded in n dimensions, passed through ReLU and projected back. Where fewer than two of the n values stay positive, points collapse: the straight lines and the point in the middle at n = 2, 3 and 5. With 15 and 30 dimensions nothing is lost, although the shape is distorted.",
                Invariant($"The percentages are of the points for which Lemma 2 holds. The matrices are random (seed {Seed}); other seeds look different at small n."),
            ],
            [canvas]);
    }

    /// <summary>Two and a half turns, outwards.</summary>
    static double[] Spiral(int i)
    {
        var (radius, angle) = ((i + 1.0) / Points, 2.5 * 2 * Math.PI * i / Points);
        return [radius * Math.Cos(angle), radius * Math.Sin(angle)];
    }

    static void Draw(Canvas canvas, int index, string caption, double[][] points)
    {
        var (left, top) = (Margin + ((Panel + Margin) * (index % 3)), Head + ((Panel + Caption) * (index / 3)));
        canvas.Rectangle(left, top, Panel, Panel, "#ffffff", outline: Canvas.Grid);
        canvas.Line(left, top + (Panel / 2), left + Panel, top + (Panel / 2), Canvas.Grid);
        canvas.Line(left + (Panel / 2), top, left + (Panel / 2), top + Panel, Canvas.Grid);
        for (var shade = 0; shade < Shades; shade++)
        {
            var (from, to) = (shade * Points / Shades, Math.Min(Points, ((shade + 1) * Points / Shades) + 1));
            canvas.Path(points[from..to].Select(point => (left + (Panel / 2 * (1 + (0.95 * point[0]))), top + (Panel / 2 * (1 - (0.95 * point[1]))))), Shade(shade), 2.4);
        }

        canvas.Text(left + (Panel / 2), top + Panel + 18, caption, "middle");
    }

    static string Shade(int shade)
    {
        var t = 0.78 * shade / (Shades - 1);
        return Invariant($"#{Mix(11, t):x2}{Mix(60, t):x2}{Mix(111, t):x2}");

        static int Mix(int dark, double t) => (int)Math.Round(dark + (t * (255 - dark)));
    }
}
