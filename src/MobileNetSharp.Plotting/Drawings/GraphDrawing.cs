using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Drawings;

/// <summary>
/// A network drawn from top to bottom: a box for each operation with its normalization and activation, wider for more channels,
/// hatched without an activation; repeated blocks are drawn once.
/// </summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Graph">The network.</param>
public sealed record GraphDrawing(string Title, Graph Graph)
{
    const double BoxHeight = 38, LayerHeight = 58, Margin = 20, Least = 84, Most = 240, Gap = 18, GroupPadding = 9;
    const double LegendRow = 22, LegendEntry = 24, LegendGap = 16, NameRoom = 74;

    static readonly (DrawnKind? Kind, string Fill, string Words)[] Legend =
    [
        (DrawnKind.Pointwise, "#d4e3f3", "1×1"), (DrawnKind.Depthwise, "#86aed6", "depthwise"), (DrawnKind.Convolution, "#a9cfb4", "other convolution"),
        (DrawnKind.Pool, "#f3dfc4", "pooling, resizing"), (DrawnKind.Other, "#ffffff", "joins and others"),
        (null, "#ffffff", "no activation"),
    ];

    /// <summary>The nodes to draw, in the order of the graph; the default is all of them.</summary>
    public ImmutableArray<Node> Nodes { get; init; } = Graph.Nodes;

    /// <summary>Whether blocks are framed and named, and repeated ones drawn once.</summary>
    public bool HasBlocks { get; init; } = true;

    /// <summary>The number of channels that is drawn widest; null for the maximum in the drawing.</summary>
    public int? WidestChannels { get; init; }

    /// <summary>Draws the network.</summary>
    public Canvas Draw()
    {
        var drawn = DrawnUnits.From(Graph, Nodes, HasBlocks);
        var widest = WidestChannels ?? drawn.Units.Max(unit => unit.Shape.Channels);
        var layout = new LayeredLayout<DrawnUnit>(drawn.Units, unit => unit.Inputs, unit => Width(unit, widest), Gap);
        var left = Margin + (HasBlocks ? NameRoom : 0);
        var width = Math.Max(left + layout.Width + left, HasBlocks ? 420 : 300);
        left = (width - layout.Width) / 2;
        var legendTop = Canvas.HeadingHeight(Title, width) + 8;
        var places = HasBlocks ? LegendPlaces(width) : [];
        var top = legendTop + (places.Length == 0 ? 6 : (LegendRow * (places[^1].Row + 1)) + 14);
        var canvas = new Canvas(width, top + (layout.Layers * LayerHeight), Title);
        canvas.Heading(Title);
        DrawLegend(canvas, legendTop, places);
        var groups = drawn.Units.Where(unit => unit.Group is not null).GroupBy(unit => unit.Group!).ToArray();
        var frames = groups.ToDictionary(group => group.Key, group => FrameOf([.. group], drawn.Units, layout, widest));
        foreach (var frame in frames.Values.Where(frame => frame.IsFree))
            canvas.Frame(left + frame.From, top + (frame.First * LayerHeight) - GroupPadding, frame.To - frame.From, ((frame.Last - frame.First) * LayerHeight) + BoxHeight + (2 * GroupPadding));
        foreach (var unit in drawn.Units)
        {
            foreach (var input in unit.Inputs)
                DrawEdge(canvas, [.. layout.Route(input, unit).Select(point => (left + point.X, top + (point.Layer * LayerHeight)))]);
        }

        foreach (var unit in drawn.Units)
            DrawBox(canvas, unit, left + layout[unit].X, top + (layout[unit].Layer * LayerHeight), Width(unit, widest));
        foreach (var group in groups)
        {
            var (first, _, from, _, isFree) = frames[group.Key];
            var times = drawn.Times.GetValueOrDefault(group.Key, 1);
            var isBeside = drawn.Units.Any(unit => layout[unit].Layer == first && layout[unit].X < from);
            if (times > 1 || (isFree && !isBeside))
                DrawName(canvas, left + from - 6, top + (first * LayerHeight), group.Key, times);
        }

        return canvas;
    }

    static double Width(DrawnUnit unit, int widest) => Math.Max(
        Least + ((Most - Least) * Math.Sqrt(Math.Min(1, (double)unit.Shape.Channels / widest))), Canvas.TextWidth(unit.Label, 12) + 10);

    /// <summary>The legend's entries side by side, with a new row at the right edge.</summary>
    static (double X, int Row)[] LegendPlaces(double width)
    {
        var places = new List<(double, int)>();
        var (x, row) = (Margin, 0);
        foreach (var (_, _, words) in Legend)
        {
            var entry = LegendEntry + Canvas.TextWidth(words, 12);
            if (x > Margin && x + entry > width - Margin)
                (x, row) = (Margin, row + 1);
            places.Add((x, row));
            x += entry + LegendGap;
        }

        return [.. places];
    }

    static void DrawLegend(Canvas canvas, double top, (double X, int Row)[] places)
    {
        foreach (var ((x, row), (kind, fill, words)) in places.Zip(Legend))
        {
            var y = top + (LegendRow * row);
            canvas.Rectangle(x, y, 18, 14, fill, outline: Canvas.Ink);
            if (kind is null)
                canvas.Hatch(x, y, 18, 14);
            canvas.Text(x + LegendEntry, y + 12, words, size: 12);
        }
    }

    /// <summary>The layers and the width that a block takes, its passing lines included, and whether nothing else lies there.</summary>
    static (int First, int Last, double From, double To, bool IsFree) FrameOf(DrawnUnit[] units, List<DrawnUnit> all, LayeredLayout<DrawnUnit> layout, int widest)
    {
        var (first, last) = (units.Min(unit => layout[unit].Layer), units.Max(unit => layout[unit].Layer));
        var lines = units.SelectMany(unit => unit.Inputs.SelectMany(input => layout.Route(input, unit)))
            .Where(point => point.Layer >= first && point.Layer <= last).Select(point => point.X).ToArray();
        var from = units.Select(unit => layout[unit].X - (Width(unit, widest) / 2)).Concat(lines).Min() - GroupPadding;
        var to = units.Select(unit => layout[unit].X + (Width(unit, widest) / 2)).Concat(lines).Max() + GroupPadding;
        var isFree = all.Except(units).All(unit => layout[unit].Layer < first || layout[unit].Layer > last
            || layout[unit].X + (Width(unit, widest) / 2) < from || layout[unit].X - (Width(unit, widest) / 2) > to);
        return (first, last, from, to, isFree);
    }

    static void DrawName(Canvas canvas, double x, double y, string name, int times)
    {
        canvas.Text(x, y + 6, name, "end", Canvas.Muted, 12);
        if (times > 1)
            canvas.Text(x, y + 24, string.Create(CultureInfo.InvariantCulture, $"× {times}"), "end", Canvas.Ink, 15, bold: true);
    }

    /// <summary>Straight through the layers, curved between them.</summary>
    static void DrawEdge(Canvas canvas, (double X, double Y)[] points)
    {
        var path = new List<(double, double)>();
        for (var i = 0; i < points.Length; i++)
        {
            if (i > 0)
                path.Add((points[i].X, points[i].Y));
            if (i < points.Length - 1)
                path.Add((points[i].X, points[i].Y + BoxHeight));
        }

        canvas.Flow(path, Canvas.Muted, 1.4);
    }

    static void DrawBox(Canvas canvas, DrawnUnit unit, double x, double y, double width)
    {
        var fill = Legend.FirstOrDefault(entry => entry.Kind == unit.Kind).Fill ?? "#eef1f4";
        canvas.Rectangle(x - (width / 2), y, width, BoxHeight, fill, string.Join(", ", unit.Nodes.Select(node => node.Name)), Canvas.Ink);
        if (unit.IsLinear)
            canvas.Hatch(x - (width / 2), y, width, BoxHeight);
        canvas.Words(x, y + 16, unit.Label, 12);
        canvas.Words(x, y + 31, unit.Size, 11, Canvas.Muted);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Title}: {Nodes.Length} nodes";
}
