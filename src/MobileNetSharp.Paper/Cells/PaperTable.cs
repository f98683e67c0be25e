using System.Collections.Immutable;
using MobileNetSharp.Paper.Output;

namespace MobileNetSharp.Paper.Cells;

/// <summary>A table of the paper, or of TF-slim's, beside what the networks give.</summary>
/// <param name="Id">How it is asked for, such as <c>table4</c>.</param>
/// <param name="Title">Its number and what it shows.</param>
/// <param name="RowTitle">What its rows are.</param>
/// <param name="Columns">The columns with their units.</param>
/// <param name="Rows">The rows, each with a cell for each column.</param>
public sealed record PaperTable(string Id, string Title, string RowTitle, ImmutableArray<string> Columns, ImmutableArray<PaperRow> Rows)
{
    /// <summary>What is to be said of the table as a whole.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Every cell, row by row.</summary>
    public IEnumerable<Cell> Cells => Rows.SelectMany(row => row.Cells);

    /// <summary>
    /// The other way of counting that explains a cell: of those that give its print the one that gives the most prints of the
    /// column; null where the cell agrees or is unexplained.
    /// </summary>
    public AlternativeCount? Reason(Cell cell, int column)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.State == CellState.Explained
            ? cell.Alternatives.Where(cell.Explains).MaxBy(count => Prints(column, count.Id).Given)
            : null;
    }

    /// <summary>How many prints of a column a way of counting gives, and of how many it was computed.</summary>
    public (int Given, int All) Prints(int column, string id)
    {
        var pairs = Rows.Select(row => row.Cells[column])
            .Select(cell => (Cell: cell, Count: cell.Alternatives.FirstOrDefault(count => count.Id == id)))
            .Where(pair => pair.Count is not null).ToArray();
        return (pairs.Count(pair => pair.Cell.Explains(pair.Count!)), pairs.Length);
    }

    /// <summary>What the marks of <see cref="ToLines"/> lead to: reasons by letters, what was tried by numbers.</summary>
    public IReadOnlyList<(string Mark, string Text)> Footnotes => new TableText(this).Footnotes;

    /// <summary>A line for each cell that is not empty: row, column, printed, computed, difference, state; the row's name only once.</summary>
    public IReadOnlyList<string[]> ToLines()
    {
        var text = new TableText(this);
        var lines = new List<string[]>();
        foreach (var row in Rows)
        {
            var name = row.Name;
            foreach (var (i, cell) in row.Cells.Index().Where(cell => cell.Item.Printed.Length + cell.Item.Computed.Length > 0))
            {
                lines.Add([name, Columns[i], cell.Printed, cell.Computed, TableText.Difference(cell), text.State(cell)]);
                name = "";
            }
        }

        return lines;
    }
}

/// <summary>A row of a table.</summary>
/// <param name="Name">What it is about, such as a network.</param>
/// <param name="Cells">A cell for each column.</param>
public sealed record PaperRow(string Name, ImmutableArray<Cell> Cells)
{
    /// <summary>The name of the network that was counted, as <c>mobilenet info</c> takes it; null where the row is of none or of several.</summary>
    public string? Network { get; init; }
}
