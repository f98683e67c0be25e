using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Lines over a common axis, with a legend; lines differ in color, brightness and dash.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="XTitle">The x axis with its unit.</param>
/// <param name="YTitle">The y axis with its unit.</param>
/// <param name="Lines">The lines, in the order of the legend.</param>
public sealed record LinePlot(string Title, string XTitle, string YTitle, ImmutableArray<Series> Lines)
{
    const double Width = 460, PlotHeight = 220, Left = 70, Right = 18, Bottom = 54, LegendLeft = 14, LegendRow = 19;

    /// <summary>A position on the x axis to mark.</summary>
    public PlotMark? Mark { get; init; }

    /// <summary>Whether x is a whole number, so that its ticks are too.</summary>
    public bool WholeX { get; init; } = true;

    /// <summary>Whether y is logarithmic, for values of different orders of magnitude; those of 0 and below are left out.</summary>
    public bool LogY { get; init; }

    /// <summary>What the y axis shows at least, such as 0 to 100 for a percentage; null for what the points need.</summary>
    public (double From, double To)? YRange { get; init; }

    double LegendTop => Canvas.HeadingHeight(Title, Width) + 12;

    double Top => LegendTop + 28 + (LegendRow * LegendPlaces().Select(place => place.Row).DefaultIfEmpty().Max());

    double Height => Top + PlotHeight + Bottom;

    /// <summary>Draws the plot.</summary>
    public Canvas Draw()
    {
        var canvas = new Canvas(Width, Height, Title);
        var lines = Lines.Select(line => line with { Points = [.. line.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y) && (!LogY || point.Y > 0))] }).ToArray();
        var x = new LinearAxis(lines.SelectMany(line => line.Points).Select(point => point.X), Left, Width - Right, 8, WholeX, round: false);
        Axis y = LogY ? new LogAxis(lines.SelectMany(Extent), Height - Bottom, Top, round: true) : new LinearAxis([.. lines.SelectMany(Extent), .. YRange is var (from, to) ? [from, to] : Array.Empty<double>()], Height - Bottom, Top);
        canvas.Heading(Title);
        Legend(canvas);
        Axes(canvas, x, y);
        if (Mark is { } mark)
        {
            canvas.Line(x.At(mark.X), Top, x.At(mark.X), Height - Bottom, Canvas.Muted, dash: "3 3");
            var half = Canvas.TextWidth(mark.Text, 12) / 2;
            canvas.Text(Math.Clamp(x.At(mark.X), Left + half, Width - Right - half), Top - 6, mark.Text, "middle", Canvas.Muted, 12);
        }

        foreach (var (i, line) in lines.Index().Where(line => !line.Item.Spread.IsEmpty))
        {
            var upper = line.Points.Zip(line.Spread, (point, spread) => (x.At(point.X), y.At(point.Y + spread)));
            var lower = line.Points.Zip(line.Spread, (point, spread) => (x.At(point.X), y.At(point.Y - spread)));
            canvas.Area(upper.Concat(lower.Reverse()), Canvas.Color(i));
        }

        for (var i = 0; i < lines.Length; i++)
        {
            canvas.Path(lines[i].Points.Select(point => (x.At(point.X), y.At(point.Y))), Canvas.Color(i), 2.2, Canvas.Dash(i));
            foreach (var point in lines[i].Points.Length <= 40 ? lines[i].Points : [])
                canvas.Circle(x.At(point.X), y.At(point.Y), 2.8, Canvas.Color(i), Tip(lines[i].Name, point));
        }

        return canvas;
    }

    static IEnumerable<double> Extent(Series line) => line.Spread.IsEmpty
        ? line.Points.Select(point => point.Y)
        : line.Points.Zip(line.Spread, (point, spread) => (double[])[point.Y - spread, point.Y + spread]).SelectMany(ends => ends);

    void Legend(Canvas canvas)
    {
        foreach (var (i, (x, row)) in LegendPlaces().Index())
        {
            var y = LegendTop + (LegendRow * row);
            canvas.Line(x, y, x + 26, y, Canvas.Color(i), 2.4, Canvas.Dash(i));
            canvas.Text(x + 32, y + 4, Lines[i].Name);
        }
    }

    /// <summary>The legend's entries side by side, with a new row at the plot's right edge.</summary>
    IEnumerable<(double X, int Row)> LegendPlaces()
    {
        var (x, row) = (LegendLeft, 0);
        foreach (var line in Lines)
        {
            var width = 32 + Canvas.TextWidth(line.Name);
            if (x > LegendLeft && x + width > Width - Right)
                (x, row) = (LegendLeft, row + 1);
            yield return (x, row);
            x += width + 20;
        }
    }

    void Axes(Canvas canvas, Axis x, Axis y)
    {
        foreach (var tick in y.Ticks)
        {
            canvas.Line(Left, y.At(tick), Width - Right, y.At(tick), Canvas.Grid);
            canvas.Text(Left - 8, y.At(tick) + 4, y.Label(tick), "end", Canvas.Muted);
        }

        canvas.Line(Left, Height - Bottom, Width - Right, Height - Bottom, Canvas.Muted);
        foreach (var tick in x.Ticks)
        {
            canvas.Line(x.At(tick), Height - Bottom, x.At(tick), Height - Bottom + 4, Canvas.Muted);
            canvas.Text(x.At(tick), Height - Bottom + 18, x.Label(tick), "middle", Canvas.Muted);
        }

        canvas.Text((Left + Width - Right) / 2, Height - 12, XTitle, "middle");
        canvas.Text(16, (Top + Height - Bottom) / 2, YTitle, "middle", turn: -90);
    }

    static string Tip(string name, (double X, double Y) point) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} at {point.X:0.###}: {point.Y:0.####}");

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {string.Join(", ", Lines.Select(line => line.Name))}";
}

/// <summary>A position on the x axis of a plot, marked by a vertical line.</summary>
public sealed record PlotMark(double X, string Text);
