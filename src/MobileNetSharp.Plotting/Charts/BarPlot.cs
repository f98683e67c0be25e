using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Horizontal bars, each with its value.</summary>
/// <param name="Title">What is shown.</param>
/// <param name="ValueTitle">The value with its unit.</param>
/// <param name="Bars">From the top.</param>
public sealed record BarPlot(string Title, string ValueTitle, ImmutableArray<Bar> Bars)
{
    const double Width = 460, Row = 26, Bottom = 50, ValueRoom = 92;
    const int NameLength = 28;

    /// <summary>How values are written, as a .NET number format.</summary>
    public string Format { get; init; } = "0.##";

    /// <summary>The end of the axis, such as 100 for a percentage; null for the largest value.</summary>
    public double? Maximum { get; init; }

    /// <summary>Draws the plot.</summary>
    public Canvas Draw()
    {
        var top = Canvas.HeadingHeight(Title, Width) + 10;
        var bottom = top + (Row * Bars.Length);
        var left = 24 + Bars.Select(bar => Canvas.TextWidth(Canvas.Cut(bar.Name, NameLength))).DefaultIfEmpty(0).Max();
        var axis = new LinearAxis([0, .. Bars.Select(bar => bar.Value + (bar.Spread ?? 0)), .. Maximum is { } maximum ? [maximum] : Array.Empty<double>()], left, Width - ValueRoom);
        var canvas = new Canvas(Width, bottom + Bottom, Title);
        canvas.Heading(Title);
        foreach (var tick in axis.Ticks)
        {
            canvas.Line(axis.At(tick), top, axis.At(tick), bottom, Canvas.Grid);
            canvas.Text(axis.At(tick), bottom + 16, axis.Label(tick), "middle", Canvas.Muted);
        }

        for (var i = 0; i < Bars.Length; i++)
            Draw(canvas, axis, Bars[i], top + (Row * i));
        canvas.Line(axis.At(0), top, axis.At(0), bottom, Canvas.Muted);
        canvas.Text((left + Width - ValueRoom) / 2, bottom + 38, ValueTitle, "middle");
        return canvas;
    }

    void Draw(Canvas canvas, Axis axis, Bar bar, double top)
    {
        var (zero, end, middle) = (axis.At(0), axis.At(double.IsFinite(bar.Value) ? bar.Value : 0), top + (Row / 2));
        canvas.Rectangle(Math.Min(zero, end), top + 4, Math.Abs(end - zero), Row - 8, Canvas.Color(0), bar.Name);
        canvas.Text(axis.At(0) - 8, middle + 4, Canvas.Cut(bar.Name, NameLength), "end");
        var value = bar.Value.ToString(Format, CultureInfo.InvariantCulture);
        if (bar.Spread is { } spread)
        {
            value += $" ± {spread.ToString(Format, CultureInfo.InvariantCulture)}";
            var (from, to) = (axis.At(bar.Value - spread), axis.At(bar.Value + spread));
            end = Math.Max(end, to);
            canvas.Line(from, middle, to, middle, Canvas.Color(1), 2);
            canvas.Line(from, middle - 5, from, middle + 5, Canvas.Color(1), 2);
            canvas.Line(to, middle - 5, to, middle + 5, Canvas.Color(1), 2);
        }

        canvas.Text(end + 7, middle + 4, value);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {string.Join(", ", Bars.Select(bar => bar.Name))}";
}

/// <summary>One bar of a plot.</summary>
/// <param name="Name">Its label.</param>
/// <param name="Value">Its length, in the plot's unit.</param>
/// <param name="Spread">The length of a whisker to both sides, such as a standard deviation; null for none.</param>
public sealed record Bar(string Name, double Value, double? Spread = null);
