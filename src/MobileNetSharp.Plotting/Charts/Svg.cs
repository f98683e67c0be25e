using System.Globalization;
using System.Text;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Plotting.Charts;

/// <summary>Writes one SVG image; sizes are in pixels, and later shapes are drawn over earlier ones.</summary>
public sealed class Svg
{
    /// <summary>The color of text.</summary>
    public const string Ink = "#1c2733";

    /// <summary>The color of secondary text.</summary>
    public const string Muted = "#5b6875";

    /// <summary>The color of lines behind a plot.</summary>
    public const string Grid = "#e3e7ec";

    /// <summary>Colors that also differ in brightness, so that they can be told apart in grayscale; each has its own dash pattern.</summary>
    static readonly (string Color, string Dash)[] Styles =
    [
        ("#0b3c6f", ""), ("#e07b1f", "7 4"), ("#3f9a6b", "2 3"), ("#9a2846", "10 3 2 3"), ("#8d99a6", ""), ("#5b4a9e", "4 2"),
        ("#161616", "1 2"), ("#c7a500", "12 3"),
    ];

    readonly StringBuilder text = new();

    /// <summary>An empty image with a white background; screen readers read its title.</summary>
    public Svg(double width, double height, string title)
    {
        text.Append(CultureInfo.InvariantCulture, $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:0.#} {height:0.#}\" width=\"{width:0.#}\" height=\"{height:0.#}\" ");
        text.Append("role=\"img\" font-family=\"system-ui, 'Segoe UI', Helvetica, Arial, sans-serif\" font-size=\"12\">\n");
        text.Append(CultureInfo.InvariantCulture, $"<title>{Markup.Escape(title)}</title>\n");
        Rectangle(0, 0, width, height, "#ffffff");
    }

    /// <summary>The color of the n-th series of a plot.</summary>
    public static string Color(int series) => Styles[series % Styles.Length].Color;

    /// <summary>The dashes of the n-th series of a plot.</summary>
    public static string Dash(int series) => Styles[series % Styles.Length].Dash;

    /// <summary>The approximate width of a text at a font size in pixels; the exact one depends on the viewer's font.</summary>
    public static double Width(string words, double size = 12) => 0.56 * size * words.Length;

    /// <summary>The text cut to a number of characters, so that a long name leaves room for the plot.</summary>
    public static string Cut(string words, int length) => words.Length <= length ? words : $"{words.AsSpan(0, length - 1).TrimEnd()}…";

    /// <summary>A straight line.</summary>
    public void Line(double x1, double y1, double x2, double y2, string color, double width = 1, string dash = "") =>
        text.Append(CultureInfo.InvariantCulture, $"<line x1=\"{x1:0.##}\" y1=\"{y1:0.##}\" x2=\"{x2:0.##}\" y2=\"{y2:0.##}\" stroke=\"{color}\" stroke-width=\"{width:0.##}\"{Dashes(dash)}/>\n");

    /// <summary>A rectangle; the tip is its tooltip.</summary>
    public void Rectangle(double x, double y, double width, double height, string fill, string? tip = null, string outline = "none")
    {
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{Math.Max(0, width):0.##}\" height=\"{Math.Max(0, height):0.##}\" fill=\"{fill}\" stroke=\"{outline}\"");
        text.Append(tip is null ? "/>\n" : $"><title>{Markup.Escape(tip)}</title></rect>\n");
    }

    /// <summary>A filled circle; the tip is its tooltip.</summary>
    public void Circle(double x, double y, double radius, string fill, string? tip = null)
    {
        text.Append(CultureInfo.InvariantCulture, $"<circle cx=\"{x:0.##}\" cy=\"{y:0.##}\" r=\"{radius:0.##}\" fill=\"{fill}\"");
        text.Append(tip is null ? "/>\n" : $"><title>{Markup.Escape(tip)}</title></circle>\n");
    }

    /// <summary>A line through points.</summary>
    public void Path(IEnumerable<(double X, double Y)> points, string color, double width, string dash = "")
    {
        var list = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##},{point.Y:0.##}")));
        text.Append(CultureInfo.InvariantCulture, $"<polyline points=\"{list}\" fill=\"none\" stroke=\"{color}\" stroke-width=\"{width:0.##}\" stroke-linejoin=\"round\"{Dashes(dash)}/>\n");
    }

    /// <summary>Text whose anchor (start, middle, end) is at (x, y), rotated around it by degrees.</summary>
    public void Text(double x, double y, string words, string anchor = "start", string color = Ink, double size = 12, bool bold = false, double turn = 0)
    {
        var turned = turn == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" transform=\"rotate({turn:0.##} {x:0.##} {y:0.##})\"");
        var weight = bold ? " font-weight=\"600\"" : "";
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"{anchor}\" fill=\"{color}\" font-size=\"{size:0.##}\"{weight}{turned}>{Markup.Escape(words)}</text>\n");
    }

    /// <summary>A light area inside a line through points.</summary>
    public void Area(IEnumerable<(double X, double Y)> points, string color)
    {
        var list = string.Join(' ', points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.X:0.##},{point.Y:0.##}")));
        text.Append(CultureInfo.InvariantCulture, $"<polygon points=\"{list}\" fill=\"{color}\" fill-opacity=\"0.16\"/>\n");
    }

    /// <summary>The mark of the n-th series: circle, square, triangle, diamond, hollow circle, hollow square, hollow triangle, hollow diamond; the tip is its tooltip.</summary>
    public void Mark(int series, double x, double y, string tip)
    {
        const double R = 4.4;
        var shape = (series % 8) switch
        {
            1 or 5 => FormattableString.Invariant($"M{-R} {-R}H{R}V{R}H{-R}z"),
            2 or 6 => FormattableString.Invariant($"M0 {-1.25 * R}L{1.15 * R} {0.85 * R}H{-1.15 * R}z"),
            3 or 7 => FormattableString.Invariant($"M0 {-1.35 * R}L{1.2 * R} 0L0 {1.35 * R}L{-1.2 * R} 0z"),
            _ => FormattableString.Invariant($"M{-R} 0A{R} {R} 0 1 0 {R} 0A{R} {R} 0 1 0 {-R} 0z"),
        };
        var fill = series % 8 >= 4 ? "#ffffff" : Color(series);
        text.Append(CultureInfo.InvariantCulture, $"<path transform=\"translate({x:0.##} {y:0.##})\" d=\"{shape}\" fill=\"{fill}\" stroke=\"{Color(series)}\" stroke-width=\"1.6\"><title>{Markup.Escape(tip)}</title></path>\n");
    }

    /// <summary>A frame with rounded corners and a light background.</summary>
    public void Frame(double x, double y, double width, double height) =>
        text.Append(CultureInfo.InvariantCulture, $"<rect x=\"{x:0.##}\" y=\"{y:0.##}\" width=\"{width:0.##}\" height=\"{height:0.##}\" rx=\"7\" fill=\"#f4f6f8\" stroke=\"#c9d1d9\"/>\n");

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
        text.Append(CultureInfo.InvariantCulture, $"<path fill=\"none\" stroke=\"{color}\" stroke-width=\"{width:0.##}\" d=\"M{points[0].X:0.##} {points[0].Y:0.##}");
        for (var i = 1; i < points.Count; i++)
        {
            var ((fromX, fromY), (x, y)) = (points[i - 1], points[i]);
            text.Append(CultureInfo.InvariantCulture, $" C{fromX:0.##} {(fromY + y) / 2:0.##} {x:0.##} {(fromY + y) / 2:0.##} {x:0.##} {y:0.##}");
        }

        var (tipX, tipY) = points[^1];
        text.Append(CultureInfo.InvariantCulture, $"\"/>\n<path fill=\"{color}\" d=\"M{tipX:0.##} {tipY:0.##}l-3.5 -6h7z\"/>\n");
    }

    /// <summary>Centered text with an outline that keeps it readable over edges and hatching.</summary>
    public void Words(double x, double y, string words, double size, string color = Ink) =>
        text.Append(CultureInfo.InvariantCulture, $"<text x=\"{x:0.##}\" y=\"{y:0.##}\" text-anchor=\"middle\" fill=\"{color}\" font-size=\"{size:0.##}\" stroke=\"#ffffff\" stroke-width=\"3\" stroke-opacity=\"0.75\" paint-order=\"stroke\">{Markup.Escape(words)}</text>\n");

    /// <inheritdoc/>
    public override string ToString() => $"{text}</svg>\n";

    static string Dashes(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";
}
