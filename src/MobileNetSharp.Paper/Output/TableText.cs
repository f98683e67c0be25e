using MobileNetSharp.Paper.Cells;
using static System.FormattableString;

namespace MobileNetSharp.Paper.Output;

/// <summary>What the outputs have in common: how a cell's state is marked, and the footnotes that the marks lead to.</summary>
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

    /// <summary>What the marks lead to, in their order.</summary>
    public IReadOnlyList<(string Mark, string Text)> Footnotes => footnotes;

    /// <summary>✓, the letter of a reason, the number of what was tried; nothing for what cannot agree or differ.</summary>
    public string Mark(Cell cell) => marks[cell];

    /// <summary>The state in words, with the mark of its footnote.</summary>
    public string State(Cell cell) => cell.State switch
    {
        CellState.Explained or CellState.Unexplained => $"{cell.State.ToString().ToLowerInvariant()} [{Mark(cell)}]",
        CellState.Ours => "our own",
        _ => cell.State.ToString().ToLowerInvariant(),
    };

    /// <summary>Whether the column compares numbers, words, or does not compare.</summary>
    public ColumnKind Kind(int column) => table.Rows.Select(row => row.Cells[column]).Any(cell => cell.IsCompared && cell.Value is not null)
        ? ColumnKind.Numbers
        : table.Rows.Any(row => row.Cells[column].IsCompared) ? ColumnKind.Words : ColumnKind.Single;

    /// <summary>Computed minus printed in the print's unit, and in percent where that says something.</summary>
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
                var reason = table.Reason(cell, column)!;
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
        var (given, all) = table.Prints(column, reason.Id);
        var scope = all > 1 ? Invariant($" That gives {given} of {all} prints of this column.") : "";
        return $"{table.Columns[column]}: the print is {reason.What}.{scope}";
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

    /// <summary>The print and its mark, and where the two differ what was computed.</summary>
    Words,

    /// <summary>What the paper measured, or what we add.</summary>
    Single,
}
