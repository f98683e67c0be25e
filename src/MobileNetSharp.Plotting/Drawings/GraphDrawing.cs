using System.Collections.Immutable;
using System.Globalization;
using MobileNetSharp.Graphs;
using MobileNetSharp.Plotting.Charts;

namespace MobileNetSharp.Plotting.Drawings;

/// <summary>
/// A network drawn from top to bottom: a box for each operation with its normalization and activation, wider for more channels,
/// hatched without an activation; repeated blocks are drawn once.
/// </summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Graph">The network.</param>
public sealed record GraphDrawing(string Title, Graph Graph)
{
    const double BoxHeight = 36, LayerHeight = 56, Margin = 24, Top = 76, Least = 124, Most = 320, Gap = 26, GroupPadding = 9;

    static readonly (DrawnKind Kind, string Fill, string Words)[] Legend =
    [
        (DrawnKind.Pointwise, "#d4e3f3", "1×1"), (DrawnKind.Depthwise, "#86aed6", "depthwise"), (DrawnKind.Convolution, "#a9cfb4", "other convolution"),
        (DrawnKind.Pool, "#f3dfc4", "pooling, resizing"), (DrawnKind.Other, "#ffffff", "joins and others"),
    ];

    /// <summary>The nodes to draw, in the order of the graph; the default is all of them.</summary>
    public ImmutableArray<Node> Nodes { get; init; } = Graph.Nodes;

    /// <summary>Whether blocks are framed and named, and repeated ones drawn once.</summary>
    public bool HasBlocks { get; init; } = true;

    /// <summary>The number of channels that is drawn widest; null for the maximum in the drawing.</summary>
    public int? WidestChannels { get; init; }

    /// <summary>The drawing as an SVG document.</summary>
    public string ToSvg()
    {
        var drawn = DrawnUnits.From(Graph, Nodes, HasBlocks);
        var widest = WidestChannels ?? drawn.Units.Max(unit => unit.Shape.Channels);
        var layout = new LayeredLayout<DrawnUnit>(drawn.Units, unit => unit.Inputs, unit => Width(unit, widest), Gap);
        var left = Margin + (HasBlocks ? 74 : 0);
        var width = Math.Max(left + layout.Width + Margin, HasBlocks ? 700 : Svg.Width(Title, 14) + (2 * Margin));
        left = Math.Max(left, (width - layout.Width) / 2);
        var svg = new Svg(width, (HasBlocks ? Top : Top - 30) + (layout.Layers * LayerHeight), Title);
        svg.Text(Margin, 26, Title, size: 14, bold: true);
        if (HasBlocks)
            DrawLegend(svg);
        var top = HasBlocks ? Top : Top - 30;
        var groups = drawn.Units.Where(unit => unit.Group is not null).GroupBy(unit => unit.Group!).ToArray();
        var frames = groups.ToDictionary(group => group.Key, group => FrameOf([.. group], drawn.Units, layout, widest));
        foreach (var frame in frames.Values.Where(frame => frame.IsFree))
            svg.Frame(left + frame.From, top + (frame.First * LayerHeight) - GroupPadding, frame.To - frame.From, ((frame.Last - frame.First) * LayerHeight) + BoxHeight + (2 * GroupPadding));
        foreach (var unit in drawn.Units)
        {
            foreach (var input in unit.Inputs)
                DrawEdge(svg, [.. layout.Route(input, unit).Select(point => (left + point.X, top + (point.Layer * LayerHeight)))]);
        }

        foreach (var unit in drawn.Units)
            DrawBox(svg, unit, left + layout[unit].X, top + (layout[unit].Layer * LayerHeight), Width(unit, widest));
        foreach (var group in groups)
        {
            var (first, _, from, _, isFree) = frames[group.Key];
            var times = drawn.Times.GetValueOrDefault(group.Key, 1);
            var isBeside = drawn.Units.Any(unit => layout[unit].Layer == first && layout[unit].X < from);
            if (times > 1 || (isFree && !isBeside))
                DrawName(svg, left + from - 6, top + (first * LayerHeight), group.Key, times);
        }

        return svg.ToString();
    }

    static double Width(DrawnUnit unit, int widest) => Math.Max(
        Least + ((Most - Least) * Math.Sqrt(Math.Min(1, (double)unit.Shape.Channels / widest))), Svg.Width(unit.Label, 11) + 8);

    static void DrawLegend(Svg svg)
    {
        var x = Margin;
        foreach (var (_, fill, words) in Legend)
        {
            svg.Rectangle(x, 42, 18, 14, fill, outline: Svg.Ink);
            svg.Text(x + 24, 53, words, size: 11);
            x += 40 + Svg.Width(words, 11);
        }

        svg.Rectangle(x, 42, 18, 14, "#ffffff", outline: Svg.Ink);
        svg.Hatch(x, 42, 18, 14);
        svg.Text(x + 24, 53, "no activation", size: 11);
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

    static void DrawName(Svg svg, double x, double y, string name, int times)
    {
        svg.Text(x, y + 6, name, "end", Svg.Muted, 11);
        if (times > 1)
            svg.Text(x, y + 24, string.Create(CultureInfo.InvariantCulture, $"× {times}"), "end", Svg.Ink, 15, bold: true);
    }

    /// <summary>Straight through the layers, curved between them.</summary>
    static void DrawEdge(Svg svg, (double X, double Y)[] points)
    {
        var path = new List<(double, double)>();
        for (var i = 0; i < points.Length; i++)
        {
            if (i > 0)
                path.Add((points[i].X, points[i].Y));
            if (i < points.Length - 1)
                path.Add((points[i].X, points[i].Y + BoxHeight));
        }

        svg.Flow(path, Svg.Muted, 1.4);
    }

    static void DrawBox(Svg svg, DrawnUnit unit, double x, double y, double width)
    {
        var fill = Legend.FirstOrDefault(entry => entry.Kind == unit.Kind).Fill ?? "#eef1f4";
        svg.Rectangle(x - (width / 2), y, width, BoxHeight, fill, string.Join(", ", unit.Nodes.Select(node => node.Name)), Svg.Ink);
        if (unit.IsLinear)
            svg.Hatch(x - (width / 2), y, width, BoxHeight);
        svg.Words(x, y + 15, unit.Label, 11);
        svg.Words(x, y + 29, unit.Size, 10, Svg.Muted);
    }
}
