using System.Globalization;
using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Files;
using MobileNetSharp.Imaging;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Html;

/// <summary>A self-contained HTML page: style, plots and images are embedded.</summary>
public sealed class HtmlReport
{
    /// <summary>The least width of an image on the page.</summary>
    const int ImageWidth = 168;

    /// <summary>The longer side of an image has this many pixels for each of the least width on the page.</summary>
    const double ImageDensity = 4.0 / 3;

    /// <summary>The width, in pixels, of plots that are written into one image.</summary>
    const double PlotsWidth = 960;

    readonly StringBuilder body = new();
    readonly List<Canvas> plots = [];
    readonly string title;

    /// <summary>A page with a title and a line below it.</summary>
    public HtmlReport(string title, string? subtitle = null)
    {
        this.title = title;
        Append($"<header><h1>{Markup.Escape(title)}</h1>{(subtitle is null ? "" : $"<p class=\"sub\">{Markup.Escape(subtitle)}</p>")}</header>");
    }

    /// <summary>Starts a section; <see cref="Contents"/> links to it by its name.</summary>
    public HtmlReport Heading(string words, string? name = null) =>
        Append($"<h2{(name is null ? "" : $" id=\"{Markup.Escape(name)}\"")}>{Markup.Escape(words)}</h2>");

    /// <summary>Links to sections by their names.</summary>
    public HtmlReport Contents(IEnumerable<(string Name, string Words)> sections) => Append(
        $"<nav>{string.Join(" · ", sections.Select(section => $"<a href=\"#{Markup.Escape(section.Name)}\">{Markup.Escape(section.Words)}</a>"))}</nav>");

    /// <summary>A paragraph.</summary>
    public HtmlReport Paragraph(string words) => Append($"<p>{Markup.Escape(words)}</p>");

    /// <summary>Values in large type, each with its name.</summary>
    public HtmlReport Tiles(params IEnumerable<(string Name, string Value)> tiles) => Append(
        $"<div class=\"tiles\">{string.Concat(tiles.Select(tile => $"<div><b>{Markup.Escape(tile.Value)}</b><span>{Markup.Escape(tile.Name)}</span></div>"))}</div>");

    /// <summary>Plots side by side if the page is wide enough; on a narrow screen they shrink as far as they stay readable.</summary>
    public HtmlReport Plots(params IEnumerable<Canvas> canvases)
    {
        var added = canvases.ToArray();
        plots.AddRange(added);
        return Append($"<div class=\"plots\">{string.Concat(added.Select(Figure))}</div>");

        static string Figure(Canvas plot) => string.Create(CultureInfo.InvariantCulture, $"<figure style=\"--width: {plot.Width:0}px\">{plot.ToSvg()}</figure>");
    }

    /// <summary>A table; columns after the first are right-aligned.</summary>
    public HtmlReport Table(IEnumerable<string> columns, IEnumerable<IEnumerable<string>> rows)
    {
        Append($"<div class=\"table\"><table><thead><tr>{Cells("th", columns)}</tr></thead><tbody>");
        foreach (var row in rows)
            Append($"<tr>{Cells("td", row)}</tr>");
        return Append("</tbody></table></div>");
    }

    /// <summary>A table whose headings may span columns and rows, and whose cells have styles: good, noted, open, quiet, quoted, ours; group and first have a line on their left.</summary>
    public HtmlReport Table(IEnumerable<IEnumerable<ReportCell>> headings, IEnumerable<IEnumerable<ReportCell>> rows)
    {
        ArgumentNullException.ThrowIfNull(headings);
        ArgumentNullException.ThrowIfNull(rows);
        Append("<div class=\"wide\"><table><thead>");
        foreach (var row in headings)
            Append($"<tr>{string.Concat(row.Select(cell => cell.ToHtml("th")))}</tr>");
        Append("</thead><tbody>");
        foreach (var row in rows)
            Append($"<tr>{string.Concat(row.Select(cell => cell.ToHtml("td")))}</tr>");
        return Append("</tbody></table></div>");
    }

    /// <summary>A paragraph in small type, such as a remark below a table.</summary>
    public HtmlReport Note(string words) => Append($"<p class=\"note\">{Markup.Escape(words)}</p>");

    /// <summary>Names with their descriptions.</summary>
    public HtmlReport Facts(IEnumerable<KeyValuePair<string, string>> facts) => Append(
        $"<dl>{string.Concat(facts.Select(fact => $"<dt>{Markup.Escape(fact.Key)}</dt><dd>{Markup.Escape(fact.Value)}</dd>"))}</dl>");

    /// <summary>Images in rows, scaled down to a longer side of 4/3 of <paramref name="width"/>.</summary>
    /// <param name="images">The images with their captions.</param>
    /// <param name="width">The least width of each on the page, in pixels; on a narrower page they are as wide as it is.</param>
    public HtmlReport Images(IEnumerable<ReportImage> images, int width = ImageWidth)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        Append(string.Create(CultureInfo.InvariantCulture, $"<div class=\"images\" style=\"--width: {width}px\">"));
        foreach (var image in images)
        {
            var lines = image.Lines.Select((line, i) => i == 0 ? $"<b>{Markup.Escape(line)}</b>" : $"<span>{Markup.Escape(line)}</span>");
            Append($"<figure><img alt=\"{Markup.Escape(image.Lines.FirstOrDefault() ?? "")}\" src=\"{DataUri(image.Image, width * ImageDensity)}\"><figcaption>{string.Concat(lines)}</figcaption></figure>");
        }

        return Append("</div>");
    }

    /// <summary>Preformatted text, such as JSON.</summary>
    public HtmlReport Code(string text) => Append($"<pre>{Markup.Escape(text)}</pre>");

    /// <summary>The whole page.</summary>
    public override string ToString() =>
        $"<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{Markup.Escape(title)}</title>\n"
        + $"<style>\n{ReportStyle.Css}</style></head><body><main>\n{body}</main></body></html>\n";

    /// <summary>
    /// Writes the page, or only its plots if the extension is <c>.pdf</c> (a page for each), <c>.png</c> or <c>.svg</c>. The file
    /// appears whole or not at all.
    /// </summary>
    /// <exception cref="NotSupportedException">The extension is another one.</exception>
    /// <exception cref="InvalidOperationException">Plots are to be written, and there are none.</exception>
    /// <exception cref="IOException">It cannot be written; the message names the path.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public void Save(string path)
    {
        var bytes = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".pdf" => SkiaPainter.ToPdf(title, SomePlots()),
            ".png" => SkiaPainter.ToPng(AllPlots()),
            ".svg" => Encoding.UTF8.GetBytes(AllPlots().ToSvg()),
            ".html" or ".htm" or "" => Encoding.UTF8.GetBytes(ToString()),
            var extension => throw new NotSupportedException($"{path}: a report cannot be written as '{extension}'; it can be .html, or its plots {string.Join(", ", Canvas.Extensions[..^1])}."),
        };
        AtomicFile.Write(path, stream => stream.Write(bytes));
    }

    /// <summary>Writes the plots as PDF, a page for each.</summary>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public void WritePlots(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(SkiaPainter.ToPdf(title, SomePlots()));
    }

    Canvas AllPlots() => Canvas.Arrange(title, SomePlots(), PlotsWidth);

    List<Canvas> SomePlots() => plots.Count > 0 ? plots : throw new InvalidOperationException($"The report '{title}' has no plots.");

    HtmlReport Append(string html)
    {
        body.Append(html).Append('\n');
        return this;
    }

    static string Cells(string tag, IEnumerable<string> cells) =>
        string.Concat(cells.Select(cell => $"<{tag}>{Markup.Escape(cell)}</{tag}>"));

    static string DataUri(RgbImage image, double side)
    {
        var scale = Math.Min(1, side / Math.Max(image.Width, image.Height));
        var (width, height) = (Math.Max(1, (int)Math.Round(image.Width * scale)), Math.Max(1, (int)Math.Round(image.Height * scale)));
        using var encoded = new MemoryStream();
        (scale < 1 ? image.Resize(width, height, Interpolation.PillowBilinear) : image).SaveJpeg(encoded);
        return string.Create(CultureInfo.InvariantCulture, $"data:image/jpeg;base64,{Convert.ToBase64String(encoded.GetBuffer(), 0, (int)encoded.Length)}");
    }
}

/// <summary>An image of a report with the lines of its caption, the first of which is emphasized.</summary>
public sealed record ReportImage(RgbImage Image, params string[] Lines)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(", ", Lines);
}
