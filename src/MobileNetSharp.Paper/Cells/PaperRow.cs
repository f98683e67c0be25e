using System.Collections.Immutable;

namespace MobileNetSharp.Paper;

/// <summary>A row of a table.</summary>
/// <param name="Name">What it is about, such as a network.</param>
/// <param name="Cells">A cell for each column.</param>
public sealed record PaperRow(string Name, ImmutableArray<Cell> Cells)
{
    /// <summary>The name of the network that was counted, as <c>mobilenet info</c> takes it; null where the row is of none or of several.</summary>
    public string? Network { get; init; }
}
