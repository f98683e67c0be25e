using System.Text;
using MobileNetSharp.Files;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Output;

/// <summary>The tables as CSV, a line per cell; computed values are in units (parameters, not millions).</summary>
static class PaperCsv
{
    public static string Create(PaperReport report)
    {
        var text = new StringBuilder("table,row,column,printed,computed,state\n");
        foreach (var table in report.Tables)
        {
            foreach (var row in table.Rows)
            {
                foreach (var (column, cell) in table.Columns.Zip(row.Cells))
                    Line(text, table.Id, row.Name, column, cell.Printed, cell.Value is { } value ? Invariant($"{value}") : cell.Computed, cell.State.ToString().ToLowerInvariant());
            }
        }

        return text.ToString();
    }

    static void Line(StringBuilder text, params IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(CsvText.Cell)).Append('\n');
}
