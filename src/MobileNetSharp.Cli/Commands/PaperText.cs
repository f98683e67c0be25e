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
                Console.Out.WriteLine($"  {text}");
            Console.Out.WriteLine($"  To draw it: mobilenet paper {figure.Id} --out {figure.Id}.svg");
            Console.Out.WriteLine();
        }

        if (report.Tables.Length > 0)
            Console.Out.WriteLine($"{report.Counts}.");
    }

    static void Print(PaperTable table)
    {
        Console.Out.WriteLine(table.Title);
        if (table.Cells.Any(cell => cell.Printed.Length > 0))
            TextColumns.Print([[table.RowTitle, "", "printed", "computed", "difference", "state"], .. table.ToLines()], isNumber: i => i is 2 or 3 or 4);
        else
            TextColumns.Print([[table.RowTitle, .. table.Columns], .. table.Rows.Select(row => (string[])[row.Name, .. row.Cells.Select(cell => cell.Computed)])], isNumber: i => i > 0);
        foreach (var note in table.Footnotes)
            Console.Out.WriteLine($"  [{note.Mark}] {note.Text}");
        foreach (var note in table.Notes)
            Console.Out.WriteLine($"  {note}");
    }
}
