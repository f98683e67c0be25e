using System.Text;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Output;

/// <summary>The report as Markdown.</summary>
static class PaperMarkdown
{
    public static string Create(PaperReport report)
    {
        var text = new StringBuilder($"# {PaperReport.Title}\n");
        if (report.Tables.Length > 0)
            text.Append('\n').Append(PaperReport.Introduction).Append("\n\n").Append(PaperReport.Legend).Append('\n');
        foreach (var table in report.Tables)
            Append(text, table);
        foreach (var figure in report.Figures)
        {
            text.Append("\n## ").Append(figure.Title).Append('\n');
            foreach (var file in figure.Files)
                text.Append("\n![").Append(figure.Title).Append("](").Append(file).Append(")\n");
            foreach (var words in figure.Text)
                text.Append('\n').Append(words).Append('\n');
        }

        if (report.Tables.Length > 0)
            text.Append("\n## Summary\n\n").Append(report.Counts).Append(".\n");
        return text.ToString();
    }

    static void Append(StringBuilder text, PaperTable table)
    {
        var layout = new TableText(table);
        text.Append("\n## ").Append(table.Title).Append("\n\n");
        string[] header = [table.RowTitle, .. table.Columns.SelectMany((name, i) => layout.Kind(i) == ColumnKind.Numbers ? (string[])[$"{name}: printed", "computed", "difference", ""] : [name])];
        Line(text, header);
        Line(text, header.Select((_, i) => i == 0 ? "---" : "---:"));
        foreach (var row in table.Rows)
            Line(text, [row.Name, .. row.Cells.SelectMany((cell, i) => Words(layout, cell, layout.Kind(i)))]);
        if (layout.Footnotes.Count > 0)
            text.Append('\n');
        foreach (var (mark, words) in layout.Footnotes)
            text.Append("- **").Append(mark).Append("** ").Append(words).Append('\n');
        foreach (var note in table.Notes)
            text.Append('\n').Append(note).Append('\n');
    }

    static IEnumerable<string> Words(TableText layout, Cell cell, ColumnKind kind) => kind switch
    {
        ColumnKind.Numbers => [cell.Printed, cell.Computed, TableText.Difference(cell), layout.Mark(cell)],
        ColumnKind.Words => [$"{(cell.State == CellState.Unexplained ? $"{cell.Printed}, computed {cell.Computed}" : cell.Printed)} {layout.Mark(cell)}".Trim()],
        _ => [cell.Printed.Length > 0 ? $"*{cell.Printed}*" : cell.Computed],
    };

    static void Line(StringBuilder text, IEnumerable<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
}
