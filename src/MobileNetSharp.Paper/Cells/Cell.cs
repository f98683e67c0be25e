using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Paper.Cells;

/// <summary>A value of a table: what is printed, what is computed, and how the two compare.</summary>
public sealed record Cell
{
    Cell(CellState state) => State = state;

    /// <summary>As in the paper; empty where it prints nothing.</summary>
    public string Printed { get; private init; } = "";

    /// <summary>The unit that the column's heading gives.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>The computed value, in units; null for text and for what only the paper knows.</summary>
    public double? Value { get; private init; }

    /// <summary>The computed value as text in the printed unit; empty for what only the paper knows.</summary>
    public string Computed { get; private init; } = "";

    /// <summary>How the two compare.</summary>
    public CellState State { get; }

    /// <summary>Other ways of counting that the paper may have used, computed too.</summary>
    public ImmutableArray<AlternativeCount> Alternatives { get; private init; } = [];

    /// <summary>Whether the cell has both a printed and a computed value.</summary>
    public bool IsCompared => State is CellState.Agrees or CellState.Explained or CellState.Unexplained;

    /// <summary>Computed minus printed, in units; null if one of them is not a number.</summary>
    public double? Difference => IsCompared && Value is { } value ? value - Print.Value : null;

    PrintedNumber Print => new(Printed, Unit);

    /// <summary>
    /// Compares a printed with a computed value: it agrees, or an alternative count gives the printed value and explains it, or
    /// it is unexplained. A reason is itself computed, so one that stops giving the printed value stops being a reason.
    /// </summary>
    public static Cell Compare(string printed, double value, string unit = "", params ReadOnlySpan<AlternativeCount> alternatives)
    {
        var cell = new Cell(CellState.Unexplained)
        {
            Printed = printed,
            Unit = unit,
            Value = value,
            Computed = new PrintedNumber(printed, unit).Format(value),
            Alternatives = [.. alternatives],
        };
        return cell.Print.Is(value, Rounding.Nearest) ? new Cell(CellState.Agrees, cell)
            : cell.Alternatives.Any(cell.Explains) ? new Cell(CellState.Explained, cell)
            : cell;
    }

    /// <summary>Compares texts: they agree, or the cell is unexplained.</summary>
    public static Cell Words(string printed, string computed) =>
        new(printed == computed ? CellState.Agrees : CellState.Unexplained) { Printed = printed, Computed = computed };

    /// <summary>A measurement of the paper.</summary>
    public static Cell Quoted(string printed) => new(CellState.Quoted) { Printed = printed };

    /// <summary>A value that the paper does not print; NaN leaves the cell empty.</summary>
    public static Cell Ours(double value, string format) => new(CellState.Ours)
    {
        Value = double.IsNaN(value) ? null : value,
        Computed = double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture),
    };

    /// <summary>Text that the paper does not print.</summary>
    public static Cell Ours(string words) => new(CellState.Ours) { Computed = words };

    /// <summary>Whether an alternative count gives the printed value.</summary>
    public bool Explains(AlternativeCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        return Print.Is(count.Value, count.Rounding);
    }

    /// <summary>A value in the printed unit.</summary>
    public string Format(double value) => Print.Format(value);

    Cell(CellState state, Cell cell)
        : this(cell) => State = state;
}

/// <summary>How a printed value compares with the computed one.</summary>
public enum CellState
{
    /// <summary>The computed value, rounded to the printed digits, equals the printed one.</summary>
    Agrees,

    /// <summary>It differs, and another way of counting, computed here too, gives the printed value.</summary>
    Explained,

    /// <summary>It differs, and nothing that was tried gives the printed value.</summary>
    Unexplained,

    /// <summary>The paper's measurement, such as accuracy or milliseconds on a phone, which cannot be computed from the network.</summary>
    Quoted,

    /// <summary>Not printed: computed or measured by this project.</summary>
    Ours,
}
