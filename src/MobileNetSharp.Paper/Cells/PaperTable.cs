using System.Collections.Immutable;
using MobileNetSharp.Paper.Output;

namespace MobileNetSharp.Paper.Cells;

/// <summary>A table of the paper or of TF-slim next to the computed values.</summary>
/// <param name="Id">Its name, such as <c>table4</c>.</param>
/// <param name="Title">Its number and what it shows.</param>
/// <param name="RowTitle">What its rows are.</param>
/// <param name="Columns">The columns with their units.</param>
/// <param name="Rows">The rows, each with a cell for each column.</param>
public sealed record PaperTable(string Id, string Title, string RowTitle, ImmutableArray<string> Columns, ImmutableArray<PaperRow> Rows)
{
    /// <summary>Remarks on the whole table.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>Every cell, row by row.</summary>
    public IEnumerable<Cell> Cells => Rows.SelectMany(row => row.Cells);

    /// <summary>
    /// The alternative count that explains a cell: of those that give its printed value, the one that gives the most printed
    /// values of the column; null if the cell is not explained.
    /// </summary>
    public AlternativeCount? ReasonFor(Cell cell, int column)
    {
        ArgumentNullException.ThrowIfNull(cell);
        return cell.State == CellState.Explained
            ? cell.Alternatives.Where(cell.Explains).MaxBy(count => CountMatches(column, count.Id).Given)
            : null;
    }

    /// <summary>How many printed values of a column an alternative count gives, and for how many it was computed.</summary>
    public (int Given, int All) CountMatches(int column, string id)
    {
        var pairs = Rows.Select(row => row.Cells[column])
            .Select(cell => (Cell: cell, Count: cell.Alternatives.FirstOrDefault(count => count.Id == id)))
            .Where(pair => pair.Count is not null).ToArray();
        return (pairs.Count(pair => pair.Cell.Explains(pair.Count!)), pairs.Length);
    }

    /// <summary>The footnotes of the marks in <see cref="ToLines"/>: letters for reasons, numbers for what was tried.</summary>
    public IReadOnlyList<(string Mark, string Text)> Footnotes => new TableText(this).Footnotes;

    /// <summary>A line per cell that is not empty: row, column, printed, computed, difference, state; the row's name only once.</summary>
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
/// <param name="Name">What it describes, such as a network.</param>
/// <param name="Cells">A cell for each column.</param>
public sealed record PaperRow(string Name, ImmutableArray<Cell> Cells)
{
    /// <summary>The name of the network that was counted, as <c>mobilenet info</c> takes it; null if the row describes none or several.</summary>
    public string? Network { get; init; }
}
