using System.Collections.Immutable;
using System.Text;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging.Drawing;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Plotting.Rendering;

/// <summary>
/// A drawing made of shapes, for screens, print and slides: SVG, PNG, PDF or a page. Sizes are in pixels of the SVG, and later
/// shapes are drawn over earlier ones.
/// </summary>
public sealed class Canvas
{
    /// <summary>The color of text.</summary>
    public const string Ink = "#1c2733";

    /// <summary>The color of secondary text.</summary>
    public const string Muted = "#5b6875";

    /// <summary>The color of lines behind a plot.</summary>
    public const string Grid = "#e3e7ec";

    const string White = "#ffffff";

    const double HeadingLeft = 14, HeadingSize = 15, HeadingRow = 19;

    /// <summary>The viewer's font may be wider than ours.</summary>
    const double FontTolerance = 1.1;

    /// <summary>Colors that also differ in brightness, so that they can be told apart in grayscale; each has its own dash pattern.</summary>
    static readonly (string Color, string Dash)[] Styles =
    [
        ("#0b3c6f", ""), ("#e07b1f", "7 4"), ("#3f9a6b", "2 3"), ("#9a2846", "10 3 2 3"), ("#8d99a6", ""), ("#5b4a9e", "4 2"),
        ("#161616", "1 2"), ("#c7a500", "12 3"),
    ];

    readonly List<Shape> shapes = [];

    /// <summary>An empty canvas with a white background; screen readers read its title.</summary>
    public Canvas(double width, double height, string title)
    {
        (Width, Height, Title) = (width, height, title);
        Rectangle(0, 0, width, height, White);
    }

    /// <summary>The width in pixels.</summary>
    public double Width { get; }

    /// <summary>The height in pixels.</summary>
    public double Height { get; }

    /// <summary>What is shown.</summary>
    public string Title { get; }

    /// <summary>The extensions of the files that <see cref="Save"/> writes.</summary>
    public static ImmutableArray<string> Extensions { get; } = [".svg", ".png", ".pdf", ".html"];

    internal IReadOnlyList<Shape> Shapes => shapes;

    /// <summary>The color of the n-th series of a plot.</summary>
    public static string Color(int series) => Styles[series % Styles.Length].Color;

    /// <summary>The dashes of the n-th series of a plot.</summary>
    public static string Dash(int series) => Styles[series % Styles.Length].Dash;

    /// <summary>The room that a text needs at a font size in pixels, in any viewer.</summary>
    public static double TextWidth(string words, double size = 13, bool bold = false) => FontTolerance * TextFont.Width(words, size, bold);

    /// <summary>The text cut to a number of characters, so that a long name leaves room for the plot.</summary>
    public static string Cut(string words, int length) => words.Length <= length ? words : $"{words.AsSpan(0, length - 1).TrimEnd()}…";

    /// <summary>The room that <see cref="Heading"/> takes at the top of a canvas of this width.</summary>
    public static double HeadingHeight(string words, double width) => 10 + (HeadingRow * HeadingLines(words, width).Count);

    /// <summary>Canvases side by side, with a new row where the next one would end beyond a width.</summary>
    public static Canvas Arrange(string title, IEnumerable<Canvas> canvases, double width = double.PositiveInfinity)
    {
        const double Gap = 24;
        ArgumentNullException.ThrowIfNull(canvases);
        var (x, y, rowHeight) = (0.0, 0.0, 0.0);
        var placed = new List<(double X, double Y, Canvas Canvas)>();
        foreach (var canvas in canvases)
        {
            if (x > 0 && x + canvas.Width > width)
                (x, y, rowHeight) = (0, y + rowHeight + Gap, 0);
            placed.Add((x, y, canvas));
            (x, rowHeight) = (x + canvas.Width + Gap, Math.Max(rowHeight, canvas.Height));
        }

        var whole = new Canvas(placed.Max(place => place.X + place.Canvas.Width), placed.Max(place => place.Y + place.Canvas.Height), title);
        whole.shapes.AddRange(placed.Select(place => new GroupShape(place.X, place.Y, place.Canvas.shapes)));
        return whole;
    }

    /// <summary>The title of a plot at the top, in as many lines as it needs.</summary>
    public void Heading(string words)
    {
        foreach (var (i, line) in HeadingLines(words, Width).Index())
            Text(HeadingLeft, 21 + (HeadingRow * i), line, size: HeadingSize, bold: true);
    }

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string color, double width = 1, string dash = "") =>
        shapes.Add(new LineShape(x1, y1, x2, y2, color, width, dash));

    /// <summary>A rectangle; the tip is its tooltip.</summary>
    public void Rectangle(double x, double y, double width, double height, string fill, string? tip = null, string outline = "none") =>
        shapes.Add(new RectangleShape(x, y, Math.Max(0, width), Math.Max(0, height), 0, fill, outline, tip));

    /// <summary>A frame with rounded corners and a light background.</summary>
    public void Frame(double x, double y, double width, double height) =>
        shapes.Add(new RectangleShape(x, y, width, height, 7, "#f4f6f8", "#c9d1d9", null));

    /// <summary>A filled circle; the tip is its tooltip.</summary>
    public void Circle(double x, double y, double radius, string fill, string? tip = null) =>
        shapes.Add(new CircleShape(x, y, radius, fill, "none", tip));

    /// <summary>A line through points.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string color, double width, string dash = "") =>
        shapes.Add(new PolylineShape([.. points], color, width, dash));

    /// <summary>A light area inside a line through points.</summary>
    public void Area(IEnumerable<(double X, double Y)> points, string color) =>
        shapes.Add(new PolygonShape([.. points], color, 0.16, "none", null));

    /// <summary>The mark of the n-th series: circle, square, triangle, diamond, hollow circle, hollow square, hollow triangle, hollow diamond; the tip is its tooltip.</summary>
    public void Mark(int series, double x, double y, string tip)
    {
        const double R = 4.4;
        var fill = series % 8 >= 4 ? White : Color(series);
        (double X, double Y)[] corners = (series % 4) switch
        {
            1 => [(-R, -R), (R, -R), (R, R), (-R, R)],
            2 => [(0, -1.25 * R), (1.15 * R, 0.85 * R), (-1.15 * R, 0.85 * R)],
            3 => [(0, -1.35 * R), (1.2 * R, 0), (0, 1.35 * R), (-1.2 * R, 0)],
            _ => [],
        };
        shapes.Add(corners.Length == 0
            ? new CircleShape(x, y, R, fill, Color(series), tip)
            : new PolygonShape([.. corners.Select(corner => (x + corner.X, y + corner.Y))], fill, 1, Color(series), tip));
    }

    /// <summary>Diagonal lines over a rectangle.</summary>
    public void Hatch(double x, double y, double width, double height)
    {
        for (var at = 6.0; at < width + height; at += 7)
        {
            var (x1, y1) = at < height ? (0, at) : (at - height, height);
            var (x2, y2) = at < width ? (at, 0) : (width, at - width);
            Line(x + x1, y + y1, x + x2, y + y2, Muted, 0.6);
        }
    }

    /// <summary>An arrow through points that leaves each downwards and reaches each from above.</summary>
    public void Flow(IReadOnlyList<(double X, double Y)> points, string color, double width)
    {
        ArgumentNullException.ThrowIfNull(points);
        shapes.Add(new FlowShape([.. points], color, width));
        var (x, y) = points[^1];
        shapes.Add(new PolygonShape([(x, y), (x - 3.5, y - 6), (x + 3.5, y - 6)], color, 1, "none", null));
    }

    /// <summary>Text whose anchor (start, middle, end) is at (x, y), rotated around it by degrees.</summary>
    public void Text(double x, double y, string words, string anchor = "start", string color = Ink, double size = 13, bool bold = false, double turn = 0) =>
        shapes.Add(new TextShape(x, y, words, anchor, color, size, bold, turn, HasHalo: false));

    /// <summary>Centered text with an outline that keeps it readable over edges and hatching.</summary>
    public void Words(double x, double y, string words, double size, string color = Ink) =>
        shapes.Add(new TextShape(x, y, words, "middle", color, size, IsBold: false, 0, HasHalo: true));

    /// <summary>The drawing as an SVG document.</summary>
    public string ToSvg() => SvgWriter.Write(this);

    /// <summary>Writes the drawing in the format of the path's extension: <c>.svg</c>, <c>.png</c> (twice as many pixels as the SVG's size), <c>.pdf</c> or <c>.html</c>. The file appears whole or not at all.</summary>
    /// <exception cref="NotSupportedException">The extension is none of <see cref="Extensions"/>.</exception>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public void Save(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var extension = System.IO.Path.GetExtension(path).ToLowerInvariant();
        var bytes = extension switch
        {
            ".svg" => Encoding.UTF8.GetBytes(ToSvg()),
            ".png" => SkiaPainter.ToPng(this),
            ".pdf" => SkiaPainter.ToPdf(Title, [this]),
            ".html" => Encoding.UTF8.GetBytes(new HtmlReport(Title).Plots(this).ToString()),
            _ => throw new NotSupportedException($"{path}: a drawing cannot be written as '{extension}'; it can be {string.Join(", ", Extensions)}."),
        };
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    static List<string> HeadingLines(string words, double width)
    {
        var lines = new List<string>();
        foreach (var word in words.Split(' '))
        {
            if (lines.Count > 0 && TextWidth($"{lines[^1]} {word}", HeadingSize, bold: true) <= width - (2 * HeadingLeft))
                lines[^1] += $" {word}";
            else
                lines.Add(word);
        }

        return lines;
    }
}
