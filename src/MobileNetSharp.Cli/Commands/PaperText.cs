using MobileNetSharp.Cli.Output;
using MobileNetSharp.Paper;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Cli.Commands;

/// <summary>The tables of <c>paper</c> as text: a line per cell.</summary>
static class PaperText
{
    public static void Print(PaperReport report, bool withTables)
    {
        foreach (var table in withTables ? report.Tables : [])
        {
            Print(table);
            Console.Out.WriteLine();
        }

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
