using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Plotting.Charts;

namespace MobileNetSharp.Reporting.Classification;

/// <summary>
/// Confidence against accuracy (Guo et al. 2017, figure 1): a well calibrated network's bars end at the diagonal. Below,
/// how many images each bar stands for.
/// </summary>
public sealed record ReliabilityDiagram(string Title, ImmutableArray<CalibrationBin> Bins)
{
    const double Width = 520, Height = 430, Left = 66, Right = 18, Top = 62, Bottom = 300, CountTop = 326, CountBottom = 380;

    /// <summary>Light enough for the lines above it to be seen, in gray too.</summary>
    const string AccuracyColor = "#86a9cc";

    /// <summary>The plot as an SVG document.</summary>
    public string ToSvg()
    {
        var svg = new Svg(Width, Height, Title);
        var x = new Axis([0, 100], Left, Width - Right);
        var y = new Axis([0, 100], Bottom, Top);
        var count = new Axis([0, Math.Max(1, Bins.Select(bin => bin.Count).DefaultIfEmpty(0).Max())], CountBottom, CountTop, ticks: 2, whole: true);
        svg.Text(Left, 20, Title, size: 14, bold: true);
        Legend(svg);
        Grid(svg, y);
        Grid(svg, count);
        foreach (var bin in Bins.Where(bin => bin.Count > 0))
            Draw(svg, x, y, count, bin);
        svg.Line(x.At(0), y.At(0), x.At(100), y.At(100), Svg.Ink, 1.4, "6 4");
        foreach (var tick in x.Ticks)
            svg.Text(x.At(tick), CountBottom + 18, x.Label(tick), "middle", Svg.Muted);
        svg.Line(Left, Bottom, Width - Right, Bottom, Svg.Muted);
        svg.Line(Left, CountBottom, Width - Right, CountBottom, Svg.Muted);
        svg.Text((Left + Width - Right) / 2, Height - 12, "confidence, %", "middle");
        svg.Text(16, (Top + Bottom) / 2, "accuracy, %", "middle", turn: -90);
        svg.Text(16, (CountTop + CountBottom) / 2, "images", "middle", turn: -90);
        return svg.ToString();
    }

    static void Legend(Svg svg)
    {
        svg.Rectangle(Left, 34, 26, 12, AccuracyColor);
        svg.Text(Left + 32, 44, "accuracy");
        svg.Line(Left + 106, 40, Left + 132, 40, Svg.Color(1), 3);
        svg.Text(Left + 138, 44, "mean confidence");
        svg.Line(Left + 258, 40, Left + 284, 40, Svg.Ink, 1.4, "6 4");
        svg.Text(Left + 290, 44, "perfect calibration");
    }

    static void Grid(Svg svg, Axis y)
    {
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Grid);
            svg.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "end", Svg.Muted);
        }
    }

    static void Draw(Svg svg, Axis x, Axis y, Axis count, CalibrationBin bin)
    {
        var (left, width) = (x.At(100 * bin.From) + 1, x.At(100 * bin.To) - x.At(100 * bin.From) - 2);
        var tip = string.Create(
            CultureInfo.InvariantCulture,
            $"{bin.Count} images: mean confidence {100 * bin.MeanConfidence:0.#} %, accuracy {100 * bin.Accuracy:0.#} %");
        svg.Rectangle(left, y.At(100 * bin.Accuracy), width, y.At(0) - y.At(100 * bin.Accuracy), AccuracyColor, tip);
        svg.Line(left, y.At(100 * bin.MeanConfidence), left + width, y.At(100 * bin.MeanConfidence), Svg.Color(1), 3);
        svg.Rectangle(left, count.At(bin.Count), width, count.At(0) - count.At(bin.Count), Svg.Color(4), tip);
    }
}
