using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Points over a logarithmic axis, with a legend; series differ in mark, color, brightness and dash.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XTitle">The x axis with its unit.</param>
/// <param name="YTitle">The y axis with its unit.</param>
/// <param name="Lines">The series in the order of the legend; a line joins the points of each.</param>
public sealed record ScatterPlot(string Title, string XTitle, string YTitle, ImmutableArray<Series> Lines)
{
    const double Width = 460, Left = 64, Right = 18, PlotHeight = 290, Bottom = 54, LegendRow = 20, LegendGap = 18;

    /// <summary>A curve for each series instead of the line through its points; empty for none.</summary>
    public ImmutableArray<Series> Curves { get; init; } = [];

    /// <summary>The tooltip of a point, by the indices of series and point.</summary>
    public Func<int, int, string>? Tip { get; init; }

    /// <summary>Draws the plot.</summary>
    public Canvas Draw()
    {
        var column = LegendGap + Lines.Select(line => 38 + Canvas.TextWidth(line.Name)).DefaultIfEmpty().Max();
        var columns = Math.Max(1, (int)((Width - Right - 14 + LegendGap) / column));
        var legendTop = Canvas.HeadingHeight(Title, Width) + 12;
        var top = legendTop + (LegendRow * ((Lines.Length + columns - 1) / columns)) + 4;
        var canvas = new Canvas(Width, top + PlotHeight + Bottom, Title);
        canvas.Heading(Title);
        var points = Lines.Concat(Curves).SelectMany(line => line.Points).ToArray();
        var x = new LogAxis(points.Select(point => point.X), Left, Width - Right);
        var y = new LinearAxis(points.Select(point => point.Y), top + PlotHeight, top);
        foreach (var tick in y.Ticks)
        {
            canvas.Line(Left, y.At(tick), Width - Right, y.At(tick), Canvas.Grid);
            canvas.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "end", Canvas.Muted);
        }

        foreach (var tick in x.Ticks)
        {
            canvas.Line(x.At(tick), top, x.At(tick), top + PlotHeight, Canvas.Grid);
            canvas.Text(x.At(tick), top + PlotHeight + 18, x.Label(tick), "middle", Canvas.Muted);
        }

        canvas.Line(Left, top + PlotHeight, Width - Right, top + PlotHeight, Canvas.Muted);
        canvas.Text((Left + Width - Right) / 2, top + PlotHeight + 40, XTitle, "middle");
        canvas.Text(16, top + (PlotHeight / 2), YTitle, "middle", turn: -90);
        for (var i = 0; i < Lines.Length; i++)
        {
            Legend(canvas, i, 14 + (column * (i % columns)), legendTop + (LegendRow * (i / columns)));
            Draw(canvas, x, y, i);
        }

        return canvas;
    }

    void Legend(Canvas canvas, int i, double x, double y)
    {
        if (Lines[i].Points.Length > 1)
            canvas.Line(x, y, x + 30, y, Canvas.Color(i), 1.6, Canvas.Dash(i));
        canvas.Mark(i, x + 15, y, Lines[i].Name);
        canvas.Text(x + 38, y + 4, Lines[i].Name);
    }

    void Draw(Canvas canvas, Axis x, Axis y, int i)
    {
        var line = Lines[i];
        canvas.Path((Curves.IsEmpty ? line : Curves[i]).Points.Select(point => (x.At(point.X), y.At(point.Y))), Canvas.Color(i), 1.6, Canvas.Dash(i));
        foreach (var (j, point) in line.Points.Index())
        {
            var tip = Tip?.Invoke(i, j) ?? string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {point.X:0.###}, {point.Y:0.###}");
            canvas.Mark(i, x.At(point.X), y.At(point.Y), tip);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {string.Join(", ", Lines.Select(line => line.Name))}";
}
