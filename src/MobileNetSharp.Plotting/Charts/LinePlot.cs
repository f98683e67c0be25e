using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Lines over a common axis, with a legend; lines differ in color, brightness and dash.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XTitle">The x axis with its unit.</param>
/// <param name="YTitle">The y axis with its unit.</param>
/// <param name="Lines">The lines, in the order of the legend.</param>
public sealed record LinePlot(string Title, string XTitle, string YTitle, ImmutableArray<Series> Lines)
{
    const double Width = 520, PlotHeight = 220, Left = 66, Right = 18, Bottom = 52, LegendRow = 18;

    /// <summary>A position on the x axis to mark.</summary>
    public PlotMark? Mark { get; init; }

    /// <summary>Whether x is a whole number, so that its ticks are too.</summary>
    public bool WholeX { get; init; } = true;

    double Top => 68 + (LegendRow * LegendPlaces().Select(place => place.Row).DefaultIfEmpty().Max());

    double Height => Top + PlotHeight + Bottom;

    /// <summary>The plot as an SVG document.</summary>
    public string ToSvg()
    {
        var svg = new Svg(Width, Height, Title);
        var lines = Lines.Select(line => line with { Points = [.. line.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y))] }).ToArray();
        var x = new Axis(lines.SelectMany(line => line.Points).Select(point => point.X), Left, Width - Right, 8, WholeX, round: false);
        var y = new Axis(lines.SelectMany(Extent), Height - Bottom, Top);
        svg.Text(Left, 20, Title, size: 14, bold: true);
        Legend(svg);
        Axes(svg, x, y);
        if (Mark is { } mark)
        {
            svg.Line(x.At(mark.X), Top, x.At(mark.X), Height - Bottom, Svg.Muted, dash: "3 3");
            var half = Svg.Width(mark.Text, 11) / 2;
            svg.Text(Math.Clamp(x.At(mark.X), Left + half, Width - Right - half), Top - 6, mark.Text, "middle", Svg.Muted, 11);
        }

        foreach (var (i, line) in lines.Index().Where(line => !line.Item.Spread.IsEmpty))
        {
            var upper = line.Points.Zip(line.Spread, (point, spread) => (x.At(point.X), y.At(point.Y + spread)));
            var lower = line.Points.Zip(line.Spread, (point, spread) => (x.At(point.X), y.At(point.Y - spread)));
            svg.Area(upper.Concat(lower.Reverse()), Svg.Color(i));
        }

        for (var i = 0; i < lines.Length; i++)
        {
            svg.Path(lines[i].Points.Select(point => (x.At(point.X), y.At(point.Y))), Svg.Color(i), 2.2, Svg.Dash(i));
            foreach (var point in lines[i].Points.Length <= 40 ? lines[i].Points : [])
                svg.Circle(x.At(point.X), y.At(point.Y), 2.8, Svg.Color(i), Tip(lines[i].Name, point));
        }

        return svg.ToString();
    }

    static IEnumerable<double> Extent(Series line) => line.Spread.IsEmpty
        ? line.Points.Select(point => point.Y)
        : line.Points.Zip(line.Spread, (point, spread) => (double[])[point.Y - spread, point.Y + spread]).SelectMany(ends => ends);

    void Legend(Svg svg)
    {
        foreach (var (i, (x, row)) in LegendPlaces().Index())
        {
            var y = 40 + (LegendRow * row);
            svg.Line(x, y, x + 26, y, Svg.Color(i), 2.4, Svg.Dash(i));
            svg.Text(x + 32, y + 4, Lines[i].Name);
        }
    }

    /// <summary>The legend's entries side by side, with a new row at the plot's right edge.</summary>
    IEnumerable<(double X, int Row)> LegendPlaces()
    {
        var (x, row) = (Left, 0);
        foreach (var line in Lines)
        {
            var width = 32 + Svg.Width(line.Name);
            if (x > Left && x + width > Width - Right)
                (x, row) = (Left, row + 1);
            yield return (x, row);
            x += width + 20;
        }
    }

    void Axes(Svg svg, Axis x, Axis y)
    {
        foreach (var tick in y.Ticks)
        {
            svg.Line(Left, y.At(tick), Width - Right, y.At(tick), Svg.Grid);
            svg.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "end", Svg.Muted);
        }

        svg.Line(Left, Height - Bottom, Width - Right, Height - Bottom, Svg.Muted);
        foreach (var tick in x.Ticks)
        {
            svg.Line(x.At(tick), Height - Bottom, x.At(tick), Height - Bottom + 4, Svg.Muted);
            svg.Text(x.At(tick), Height - Bottom + 18, x.Label(tick), "middle", Svg.Muted);
        }

        svg.Text((Left + Width - Right) / 2, Height - 12, XTitle, "middle");
        svg.Text(16, (Top + Height - Bottom) / 2, YTitle, "middle", turn: -90);
    }

    static string Tip(string name, (double X, double Y) point) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} at {point.X:0.###}: {point.Y:0.####}");
}

/// <summary>A position on the x axis of a plot, marked by a vertical line.</summary>
public sealed record PlotMark(double X, string Text);
