using MobileNetSharp.Cli.Output;
using MobileNetSharp.Paper;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Cli.Commands;

/// <summary>What <c>paper</c> prints: a line per cell of a table, and what a figure shows.</summary>
static class PaperText
{
    public static void Print(PaperReport report, bool withFigures)
    {
        foreach (var table in report.Tables)
        {
            Print(table);
            Console.Out.WriteLine();
        }

        foreach (var figure in withFigures ? report.Figures : [])
        {
            Console.Out.WriteLine(figure.Title);
            foreach (var text in figure.Text)
                TextTable.PrintParagraph(text, "  ");
            Console.Out.WriteLine($"  To draw it: mobilenet paper {figure.Id} --out {figure.Id}.svg");
            Console.Out.WriteLine();
        }

        if (report.Tables.Length > 0)
            TextTable.PrintParagraph($"{report.Counts}.");
    }

    static void Print(PaperTable table)
    {
        TextTable.PrintParagraph(table.Title);
        var hasPrinted = table.Cells.Any(cell => cell.Printed.Length > 0);
        var text = hasPrinted
            ? new TextTable(new(table.RowTitle), new(""), new("printed", IsNumber: true), new("computed", IsNumber: true), new("difference", IsNumber: true, IsOptional: true), new("state"))
            : new TextTable([new(table.RowTitle), .. table.Columns.Select(column => new TextColumn(column, IsNumber: true))]);
        foreach (var line in hasPrinted ? table.ToLines() : table.Rows.Select(row => (string[])[row.Name, .. row.Cells.Select(cell => cell.Computed)]))
            text.Add(line);
        text.Print();
        foreach (var note in table.Footnotes)
            TextTable.PrintParagraph($"[{note.Mark}] {note.Text}", "  ");
        foreach (var note in table.Notes)
            TextTable.PrintParagraph(note, "  ");
    }
}
