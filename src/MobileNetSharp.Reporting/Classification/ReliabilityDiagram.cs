using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Reporting.Classification;

/// <summary>
/// Confidence against accuracy (Guo et al. 2017, figure 1): a well calibrated network's bars end at the diagonal. Below,
/// how many images each bar stands for.
/// </summary>
public sealed record ReliabilityDiagram(string Title, ImmutableArray<CalibrationBin> Bins)
{
    const double Width = 460, PlotHeight = 238, CountHeight = 54, Left = 70, Right = 18;

    /// <summary>Light enough for the lines above it to be seen, in gray too.</summary>
    const string AccuracyColor = "#86a9cc";

    double Top => Canvas.HeadingHeight(Title, Width) + 52;

    double Bottom => Top + PlotHeight;

    double CountTop => Bottom + 26;

    double CountBottom => CountTop + CountHeight;

    double Height => CountBottom + 52;

    /// <summary>Draws the plot.</summary>
    public Canvas Draw()
    {
        var canvas = new Canvas(Width, Height, Title);
        var x = new LinearAxis([0, 100], Left, Width - Right);
        var y = new LinearAxis([0, 100], Bottom, Top);
        var count = new LinearAxis([0, Math.Max(1, Bins.Select(bin => bin.Count).DefaultIfEmpty(0).Max())], CountBottom, CountTop, ticks: 2, whole: true);
        canvas.Heading(Title);
        Legend(canvas, Canvas.HeadingHeight(Title, Width) + 12);
        Grid(canvas, y);
        Grid(canvas, count);
        foreach (var bin in Bins.Where(bin => bin.Count > 0))
            Draw(canvas, x, y, count, bin);
        canvas.Line(x.At(0), y.At(0), x.At(100), y.At(100), Canvas.Ink, 1.4, "6 4");
        foreach (var tick in x.Ticks)
            canvas.Text(x.At(tick), CountBottom + 18, x.Label(tick), "middle", Canvas.Muted);
        canvas.Line(Left, Bottom, Width - Right, Bottom, Canvas.Muted);
        canvas.Line(Left, CountBottom, Width - Right, CountBottom, Canvas.Muted);
        canvas.Text((Left + Width - Right) / 2, Height - 12, "confidence, %", "middle");
        canvas.Text(16, (Top + Bottom) / 2, "accuracy, %", "middle", turn: -90);
        canvas.Text(16, (CountTop + CountBottom) / 2, "images", "middle", turn: -90);
        return canvas;
    }

    static void Legend(Canvas canvas, double y)
    {
        const double First = 14, Second = 180;
        canvas.Rectangle(First, y - 6, 26, 12, AccuracyColor);
        canvas.Text(First + 32, y + 4, "accuracy");
        canvas.Line(Second, y, Second + 26, y, Canvas.Color(1), 3);
        canvas.Text(Second + 32, y + 4, "mean confidence");
        canvas.Line(First, y + 20, First + 26, y + 20, Canvas.Ink, 1.4, "6 4");
        canvas.Text(First + 32, y + 24, "perfect calibration");
    }

    static void Grid(Canvas canvas, Axis y)
    {
        foreach (var tick in y.Ticks)
        {
            canvas.Line(Left, y.At(tick), Width - Right, y.At(tick), Canvas.Grid);
            canvas.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "end", Canvas.Muted);
        }
    }

    static void Draw(Canvas canvas, Axis x, Axis y, Axis count, CalibrationBin bin)
    {
        var (left, width) = (x.At(100 * bin.From) + 1, x.At(100 * bin.To) - x.At(100 * bin.From) - 2);
        var tip = string.Create(
            CultureInfo.InvariantCulture,
            $"{bin.Count} images: mean confidence {100 * bin.MeanConfidence:0.#} %, accuracy {100 * bin.Accuracy:0.#} %");
        canvas.Rectangle(left, y.At(100 * bin.Accuracy), width, y.At(0) - y.At(100 * bin.Accuracy), AccuracyColor, tip);
        canvas.Line(left, y.At(100 * bin.MeanConfidence), left + width, y.At(100 * bin.MeanConfidence), Canvas.Color(1), 3);
        canvas.Rectangle(left, count.At(bin.Count), width, count.At(0) - count.At(bin.Count), Canvas.Color(4), tip);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Bins.Length} bins";
}
