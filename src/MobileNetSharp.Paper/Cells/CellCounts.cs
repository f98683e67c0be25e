namespace MobileNetSharp.Paper.Cells;

/// <summary>How many cells are in each state.</summary>
public sealed record CellCounts(int Agree, int Explained, int Unexplained, int Quoted, int Ours)
{
    /// <summary>Counts the cells that are not empty.</summary>
    public static CellCounts From(IEnumerable<Cell> cells)
    {
        var states = cells.Where(cell => cell.Printed.Length + cell.Computed.Length > 0).CountBy(cell => cell.State).ToDictionary();
        return new CellCounts(
            states.GetValueOrDefault(CellState.Agrees), states.GetValueOrDefault(CellState.Explained),
            states.GetValueOrDefault(CellState.Unexplained), states.GetValueOrDefault(CellState.Quoted), states.GetValueOrDefault(CellState.Ours));
    }

    /// <summary>The counts in one line.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{Agree} agree, {Explained} differ for a computed reason, {Unexplained} are unexplained, {Quoted} are quoted, {Ours} are our own");
}
