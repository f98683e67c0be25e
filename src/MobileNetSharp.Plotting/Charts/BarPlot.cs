using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Horizontal bars, each with its value.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="ValueTitle">The value with its unit.</param>
/// <param name="Bars">From the top.</param>
public sealed record BarPlot(string Title, string ValueTitle, ImmutableArray<Bar> Bars)
{
    const double Width = 520, Row = 24, Top = 40, Bottom = 48, ValueRoom = 92;
    const int NameLength = 28;

    /// <summary>How values are written, as a .NET number format.</summary>
    public string Format { get; init; } = "0.##";

    /// <summary>The end of the axis, such as 100 for a percentage; null for the largest value.</summary>
    public double? Maximum { get; init; }

    /// <summary>The plot as an SVG document.</summary>
    public string ToSvg()
    {
        var bottom = Top + (Row * Bars.Length);
        var left = 24 + Bars.Select(bar => Svg.Width(Svg.Cut(bar.Name, NameLength))).DefaultIfEmpty(0).Max();
        var axis = new Axis([0, .. Bars.Select(bar => bar.Value + (bar.Spread ?? 0)), .. Maximum is { } maximum ? [maximum] : Array.Empty<double>()], left, Width - ValueRoom);
        var svg = new Svg(Width, bottom + Bottom, Title);
        svg.Text(14, 20, Title, size: 14, bold: true);
        foreach (var tick in axis.Ticks)
        {
            svg.Line(axis.At(tick), Top, axis.At(tick), bottom, Svg.Grid);
            svg.Text(axis.At(tick), bottom + 16, axis.Label(tick), "middle", Svg.Muted);
        }

        for (var i = 0; i < Bars.Length; i++)
            Draw(svg, axis, Bars[i], Top + (Row * i));
        svg.Line(axis.At(0), Top, axis.At(0), bottom, Svg.Muted);
        svg.Text((left + Width - ValueRoom) / 2, bottom + 36, ValueTitle, "middle");
        return svg.ToString();
    }

    void Draw(Svg svg, Axis axis, Bar bar, double top)
    {
        var (zero, end, middle) = (axis.At(0), axis.At(double.IsFinite(bar.Value) ? bar.Value : 0), top + (Row / 2));
        svg.Rectangle(Math.Min(zero, end), top + 4, Math.Abs(end - zero), Row - 8, Svg.Color(0), bar.Name);
        svg.Text(axis.At(0) - 8, middle + 4, Svg.Cut(bar.Name, NameLength), "end");
        var value = bar.Value.ToString(Format, CultureInfo.InvariantCulture);
        if (bar.Spread is { } spread)
        {
            value += $" ± {spread.ToString(Format, CultureInfo.InvariantCulture)}";
            var (from, to) = (axis.At(bar.Value - spread), axis.At(bar.Value + spread));
            end = Math.Max(end, to);
            svg.Line(from, middle, to, middle, Svg.Color(1), 2);
            svg.Line(from, middle - 5, from, middle + 5, Svg.Color(1), 2);
            svg.Line(to, middle - 5, to, middle + 5, Svg.Color(1), 2);
        }

        svg.Text(end + 7, middle + 4, value);
    }
}

/// <summary>One bar of a plot.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Value">Its length, in the plot's unit.</param>
/// <param name="Spread">The length of a whisker to both sides, such as a standard deviation; null for none.</param>
public sealed record Bar(string Name, double Value, double? Spread = null);
