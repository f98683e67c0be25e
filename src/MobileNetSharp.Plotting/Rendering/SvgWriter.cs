using System.Text;
using MobileNetSharp.Plotting.Html;
using static System.FormattableString;

namespace MobileNetSharp.Plotting.Rendering;

/// <summary>Writes a canvas as SVG.</summary>
static class SvgWriter
{
    /// <summary>Fonts as wide as the one in which texts are measured, where the system has them.</summary>
    const string Fonts = "Arimo, Arial, Helvetica, 'Liberation Sans', sans-serif";

    public static string Write(Canvas canvas)
    {
        var text = new StringBuilder();
        text.Append(Invariant($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {canvas.Width:0.#} {canvas.Height:0.#}\" width=\"{canvas.Width:0.#}\" height=\"{canvas.Height:0.#}\" "));
        text.Append($"role=\"img\" font-family=\"{Fonts}\" font-size=\"13\">\n<title>{Markup.Escape(canvas.Title)}</title>\n");
        Append(text, canvas.Shapes);
        return text.Append("</svg>\n").ToString();
    }

    static void Append(StringBuilder text, IReadOnlyList<Shape> shapes)
    {
        foreach (var shape in shapes)
        {
            if (shape is GroupShape group)
            {
                text.Append(Invariant($"<g transform=\"translate({group.X:0.##} {group.Y:0.##})\">\n"));
                Append(text, group.Shapes);
                text.Append("</g>\n");
            }
            else
            {
                text.Append(Element(shape)).Append('\n');
            }
        }
    }

    static string Element(Shape shape) => shape switch
    {
        LineShape line => Invariant($"<line x1=\"{line.X1:0.##}\" y1=\"{line.Y1:0.##}\" x2=\"{line.X2:0.##}\" y2=\"{line.Y2:0.##}\" stroke=\"{line.Color}\" stroke-width=\"{line.Width:0.##}\"{Dashes(line.Dash)}/>"),
        RectangleShape box => WithTip("rect", Invariant($"x=\"{box.X:0.##}\" y=\"{box.Y:0.##}\" width=\"{box.Width:0.##}\" height=\"{box.Height:0.##}\"{(box.Radius > 0 ? Invariant($" rx=\"{box.Radius:0.##}\"") : "")} fill=\"{box.Fill}\" stroke=\"{box.Outline}\""), box.Tip),
        CircleShape circle => WithTip("circle", Invariant($"cx=\"{circle.X:0.##}\" cy=\"{circle.Y:0.##}\" r=\"{circle.Radius:0.##}\" fill=\"{circle.Fill}\"{Outline(circle.Outline)}"), circle.Tip),
        PolylineShape path => Invariant($"<polyline points=\"{Points(path.Points)}\" fill=\"none\" stroke=\"{path.Color}\" stroke-width=\"{path.Width:0.##}\" stroke-linejoin=\"round\"{Dashes(path.Dash)}/>"),
        PolygonShape area => WithTip("polygon", Invariant($"points=\"{Points(area.Points)}\" fill=\"{area.Fill}\"{(area.Opacity < 1 ? Invariant($" fill-opacity=\"{area.Opacity:0.##}\"") : "")}{Outline(area.Outline)}"), area.Tip),
        FlowShape flow => Invariant($"<path fill=\"none\" stroke=\"{flow.Color}\" stroke-width=\"{flow.Width:0.##}\" d=\"M{flow.Points[0].X:0.##} {flow.Points[0].Y:0.##}{string.Concat(flow.Curves().Select(Curve))}\"/>"),
        TextShape words => Text(words),
        _ => throw new InvalidOperationException($"{shape.GetType().Name} has no SVG element."),
    };

    static string Text(TextShape text)
    {
        var turn = text.Turn == 0 ? "" : Invariant($" transform=\"rotate({text.Turn:0.##} {text.X:0.##} {text.Y:0.##})\"");
        var weight = text.IsBold ? " font-weight=\"700\"" : "";
        var halo = text.HasHalo ? " stroke=\"#ffffff\" stroke-width=\"3\" stroke-opacity=\"0.75\" paint-order=\"stroke\"" : "";
        return Invariant($"<text x=\"{text.X:0.##}\" y=\"{text.Y:0.##}\" text-anchor=\"{text.Anchor}\" fill=\"{text.Color}\" font-size=\"{text.Size:0.##}\"{weight}{turn}{halo}>{Markup.Escape(text.Words)}</text>");
    }

    static string Curve(((double X, double Y) First, (double X, double Y) Second, (double X, double Y) End) curve) =>
        Invariant($" C{curve.First.X:0.##} {curve.First.Y:0.##} {curve.Second.X:0.##} {curve.Second.Y:0.##} {curve.End.X:0.##} {curve.End.Y:0.##}");

    static string WithTip(string name, string attributes, string? tip) =>
        tip is null ? $"<{name} {attributes}/>" : $"<{name} {attributes}><title>{Markup.Escape(tip)}</title></{name}>";

    static string Points(IEnumerable<(double X, double Y)> points) => string.Join(' ', points.Select(point => Invariant($"{point.X:0.##},{point.Y:0.##}")));

    static string Outline(string color) => color == "none" ? "" : $" stroke=\"{color}\" stroke-width=\"1.6\"";

    static string Dashes(string dash) => dash.Length == 0 ? "" : $" stroke-dasharray=\"{dash}\"";
}
