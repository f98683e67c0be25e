using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Points over a logarithmic axis, with a legend; series differ in mark, color, brightness and dash.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XTitle">The x axis with its unit.</param>
/// <param name="YTitle">The y axis with its unit.</param>
/// <param name="Lines">The series in the order of the legend; a line joins the points of each.</param>
public sealed record ScatterPlot(string Title, string XTitle, string YTitle, ImmutableArray<Series> Lines)
{
    const double Width = 560, Left = 66, Right = 18, PlotHeight = 300, Bottom = 52, LegendRow = 20, LegendColumn = 236;

    /// <summary>A curve for each series instead of the line through its points; empty for none.</summary>
    public ImmutableArray<Series> Curves { get; init; } = [];

    /// <summary>The tooltip of a point, by the indices of series and point.</summary>
    public Func<int, int, string>? Tip { get; init; }

    /// <summary>The plot as an SVG document.</summary>
    public string ToSvg()
    {
        var top = 36 + (LegendRow * ((Lines.Length + 1) / 2)) + 10;
        var svg = new Svg(Width, top + PlotHeight + Bottom, Title);
        svg.Text(Left, 20, Title, size: 14, bold: true);
        var points = Lines.Concat(Curves).SelectMany(line => line.Points).ToArray();
        var x = new LogAxis(points.Select(point => point.X), Left, Width - Right);
        var y = new Axis(points.Select(point => point.Y), top + PlotHeight, top);
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Grid);
            svg.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "end", Svg.Muted);
        }

        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), top, x.At(tick), top + PlotHeight, Svg.Grid);
            svg.Text(x.At(tick), top + PlotHeight + 18, tick.ToString("0.###", CultureInfo.InvariantCulture), "middle", Svg.Muted);
        }

        svg.Line(Left, top + PlotHeight, Width - Right, top + PlotHeight, Svg.Muted);
        svg.Text((Left + Width - Right) / 2, top + PlotHeight + 40, XTitle, "middle");
        svg.Text(16, top + (PlotHeight / 2), YTitle, "middle", turn: -90);
        for (var i = 0; i < Lines.Length; i++)
        {
            Legend(svg, i);
            Draw(svg, x, y, i);
        }

        return svg.ToString();
    }

    void Legend(Svg svg, int i)
    {
        var (x, y) = (Left + (LegendColumn * (i % 2)), 42 + (LegendRow * (i / 2)));
        if (Lines[i].Points.Length > 1)
            svg.Line(x, y, x + 30, y, Svg.Color(i), 1.6, Svg.Dash(i));
        svg.Mark(i, x + 15, y, Lines[i].Name);
        svg.Text(x + 38, y + 4, Lines[i].Name);
    }

    void Draw(Svg svg, LogAxis x, Axis y, int i)
    {
        var line = Lines[i];
        svg.Path((Curves.IsEmpty ? line : Curves[i]).Points.Select(point => (x.At(point.X), y.At(point.Y))), Svg.Color(i), 1.6, Svg.Dash(i));
        foreach (var (j, point) in line.Points.Index())
        {
            var tip = Tip?.Invoke(i, j) ?? string.Create(CultureInfo.InvariantCulture, $"{line.Name}: {point.X:0.###}, {point.Y:0.###}");
            svg.Mark(i, x.At(point.X), y.At(point.Y), tip);
        }
    }
}
