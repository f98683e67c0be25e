using MobileNetSharp.Paper.Cells;
using MobileNetSharp.Plotting.Html;

namespace MobileNetSharp.Paper.Output;

/// <summary>The report as one HTML page.</summary>
static class PaperHtml
{
    public static HtmlReport Create(PaperReport report)
    {
        var page = new HtmlReport(PaperReport.Title, "M. Sandler, A. Howard, M. Zhu, A. Zhmoginov, L.-C. Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, arXiv 1801.04381");
        if (report.Tables.Length > 0)
            page.Paragraph(PaperReport.Introduction).Paragraph(PaperReport.Legend).Paragraph($"{report.Counts}.");
        if (report.Tables.Length + report.Figures.Length > 1)
            page.Contents([.. report.Tables.Select(table => (table.Id, Short(table.Title))), .. report.Figures.Select(figure => ($"image-{figure.Id}", Short(figure.Title)))]);
        foreach (var table in report.Tables)
            Add(page, table);
        foreach (var figure in report.Figures)
        {
            page.Heading(figure.Title, $"image-{figure.Id}").Plots(figure.Images);
            foreach (var text in figure.Text)
                page.Note(text);
        }

        if (report.Tables.Length > 0)
            AddSummary(page, report.Counts);
        return page;
    }

    static void AddSummary(HtmlReport page, CellCounts counts) => page.Heading("Summary").Tiles(
        ("agree within the printed digits", $"{counts.Agree}"),
        ("differ for a computed reason", $"{counts.Explained}"),
        ("unexplained", $"{counts.Unexplained}"),
        ("quoted from the paper", $"{counts.Quoted}"),
        ("our own", $"{counts.Ours}"));

    static void Add(HtmlReport page, PaperTable table)
    {
        var layout = new TableText(table);
        page.Heading(table.Title, table.Id);
        var groups = table.Columns.Select((name, i) => layout.Kind(i) == ColumnKind.Numbers
            ? new ReportCell(name) { Columns = 4, Style = "group" }
            : new ReportCell(name) { Rows = 2 });
        var names = table.Columns.SelectMany((_, i) => layout.Kind(i) == ColumnKind.Numbers
            ? (ReportCell[])[new("printed") { Style = "first" }, new("computed"), new("difference"), new("")]
            : []);
        page.Table(
            [[new ReportCell(table.RowTitle) { Rows = 2 }, .. groups], names],
            table.Rows.Select(row => (IEnumerable<ReportCell>)[new ReportCell(row.Name), .. row.Cells.SelectMany((cell, i) => Cells(layout, cell, layout.Kind(i)))]));
        if (layout.Footnotes.Count > 0)
            page.Facts(layout.Footnotes.Select(note => KeyValuePair.Create(note.Mark, note.Text)));
        foreach (var note in table.Notes)
            page.Note(note);
    }

    static ReportCell[] Cells(TableText layout, Cell cell, ColumnKind kind) => kind switch
    {
        ColumnKind.Numbers =>
        [
            new(cell.Printed) { Style = "first" }, new(cell.Computed), new(TableText.Difference(cell)) { Style = "quiet" },
            new(layout.Mark(cell)) { Style = Style(cell) },
        ],
        ColumnKind.Words =>
        [
            new($"{(cell.State == CellState.Unexplained ? $"{cell.Printed}, computed {cell.Computed}" : cell.Printed)} {layout.Mark(cell)}".Trim()) { Style = Style(cell) },
        ],
        _ => [new(cell.Printed.Length > 0 ? cell.Printed : cell.Computed) { Style = cell.State == CellState.Quoted ? "quoted" : "ours" }],
    };

    /// <summary>The part of a title before the colon.</summary>
    static string Short(string title) => title.Split(':')[0];

    static string Style(Cell cell) => cell.State switch
    {
        CellState.Agrees => "good",
        CellState.Explained => "noted",
        CellState.Unexplained => "open",
        _ => "",
    };
}
