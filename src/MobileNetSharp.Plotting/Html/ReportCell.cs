using static System.FormattableString;

namespace MobileNetSharp.Plotting.Html;

/// <summary>A cell of a report's table.</summary>
/// <param name="Text">Its text.</param>
public sealed record ReportCell(string Text)
{
    /// <summary>The number of columns that it spans.</summary>
    public int Columns { get; init; } = 1;

    /// <summary>The number of rows that it spans.</summary>
    public int Rows { get; init; } = 1;

    /// <summary>How it looks: one of the styles of <see cref="HtmlReport"/>'s tables, or nothing.</summary>
    public string Style { get; init; } = "";

    internal string ToHtml(string tag)
    {
        var spans = (Columns > 1 ? Invariant($" colspan=\"{Columns}\"") : "") + (Rows > 1 ? Invariant($" rowspan=\"{Rows}\"") : "");
        var style = Style.Length > 0 ? $" class=\"{Markup.Escape(Style)}\"" : "";
        return $"<{tag}{spans}{style}>{Markup.Escape(Text)}</{tag}>";
    }
}
