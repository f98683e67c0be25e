using MobileNetSharp.Paper.Cells;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Output;

/// <summary>Shared by all formats: the marks of the cells' states, and their footnotes.</summary>
sealed class TableText
{
    readonly PaperTable table;
    readonly List<(string Mark, string Text)> footnotes = [];
    readonly Dictionary<(int Column, string What), string> reasons = [];
    readonly Dictionary<Cell, string> marks = new(ReferenceEqualityComparer.Instance);

    public TableText(PaperTable table)
    {
        this.table = table;
        foreach (var row in table.Rows)
        {
            for (var column = 0; column < row.Cells.Length; column++)
                marks[row.Cells[column]] = MarkOf(row, column);
        }
    }

    /// <summary>The footnotes in order.</summary>
    public IReadOnlyList<(string Mark, string Text)> Footnotes => footnotes;

    /// <summary>✓, the letter of a reason, or the number of a footnote on what was tried; empty if nothing is compared.</summary>
    public string Mark(Cell cell) => marks[cell];

    /// <summary>The state in words, with the mark of its footnote.</summary>
    public string State(Cell cell) => cell.State switch
    {
        CellState.Explained or CellState.Unexplained => $"{cell.State.ToString().ToLowerInvariant()} [{Mark(cell)}]",
        CellState.Ours => "our own",
        _ => cell.State.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether the column compares numbers or text, or compares nothing.</summary>
    public ColumnKind Kind(int column) => table.Rows.Select(row => row.Cells[column]).Any(cell => cell.IsCompared && cell.Value is not null)
        ? ColumnKind.Numbers
        : table.Rows.Any(row => row.Cells[column].IsCompared) ? ColumnKind.Words : ColumnKind.Single;

    /// <summary>Computed minus printed in the printed unit, with percent unless negligible.</summary>
    public static string Difference(Cell cell)
    {
        if (cell.Difference is not { } difference)
            return "";
        var (words, sign) = (cell.Format(Math.Abs(difference)), difference < 0 ? "−" : "+");
        var percent = 100 * Math.Abs(difference / new PrintedNumber(cell.Printed, cell.Unit).Value);
        return words.All(letter => letter is < '1' or > '9') ? "0" : percent < 0.05 ? $"{sign}{words}" : Invariant($"{sign}{words} ({sign}{percent:0.0} %)");
    }

    string MarkOf(PaperRow row, int column)
    {
        var cell = row.Cells[column];
        switch (cell.State)
        {
            case CellState.Agrees:
                return "✓";
            case CellState.Explained:
                var reason = table.ReasonFor(cell, column)!;
                var key = (column, reason.What);
                if (!reasons.TryGetValue(key, out var letter))
                {
                    reasons[key] = letter = ((char)('a' + reasons.Count)).ToString();
                    footnotes.Add((letter, Reason(column, reason)));
                }

                return letter;
            case CellState.Unexplained:
                var number = Invariant($"?{footnotes.Count(note => note.Mark[0] == '?') + 1}");
                footnotes.Add((number, Tried(row, column)));
                return number;
            default:
                return "";
        }
    }

    string Reason(int column, AlternativeCount reason)
    {
        var (given, all) = table.CountMatches(column, reason.Id);
        var scope = all > 1 ? Invariant($" This gives {given} of {all} printed values in this column.") : "";
        return $"{table.Columns[column]}: the printed value is {reason.What}.{scope}";
    }

    string Tried(PaperRow row, int column)
    {
        var cell = row.Cells[column];
        var tried = string.Join("; ", cell.Alternatives.Select(count => $"{count.What}: {cell.Format(count.Value)}"));
        return $"{row.Name}, {table.Columns[column]}: unexplained. " + (tried.Length > 0 ? $"Tried: {tried}." : $"Printed {cell.Printed}, computed {cell.Computed}.");
    }
}

/// <summary>How a column is laid out.</summary>
enum ColumnKind
{
    /// <summary>Printed, computed, difference, mark.</summary>
    Numbers,

    /// <summary>The printed text and its mark, and the computed text if it differs.</summary>
    Words,

    /// <summary>A measurement of the paper, or our own value.</summary>
    Single,
}
