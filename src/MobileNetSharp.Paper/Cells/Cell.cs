using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Paper.Cells;

/// <summary>One figure of a table: what is printed, what is computed, and how the two stand to each other.</summary>
public sealed record Cell
{
    Cell(CellState state) => State = state;

    /// <summary>As in the paper; empty where it prints nothing.</summary>
    public string Printed { get; private init; } = "";

    /// <summary>The unit that the print leaves to its column.</summary>
    public string Unit { get; private init; } = "";

    /// <summary>What the network gives, in units; null where it is words, or where the paper alone knows.</summary>
    public double? Value { get; private init; }

    /// <summary>What the network gives, as text in the print's unit; empty where the paper alone knows.</summary>
    public string Computed { get; private init; } = "";

    /// <summary>How the two stand to each other.</summary>
    public CellState State { get; }

    /// <summary>Other ways of counting that may be what the paper did, computed too.</summary>
    public ImmutableArray<AlternativeCount> Alternatives { get; private init; } = [];

    /// <summary>Whether the cell is a print beside a computed value.</summary>
    public bool IsCompared => State is CellState.Agrees or CellState.Explained or CellState.Unexplained;

    /// <summary>Computed minus printed, in units; null where one of them is not a number.</summary>
    public double? Difference => IsCompared && Value is { } value ? value - Print.Value : null;

    PrintedNumber Print => new(Printed, Unit);

    /// <summary>
    /// Compares a print with a value: it agrees, or one of the other counts gives the print and explains it, or it is
    /// unexplained. So a reason holds because it was computed, and one that no longer gives the print is no reason any more.
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

    /// <summary>Compares words: they agree, or are unexplained.</summary>
    public static Cell Words(string printed, string computed) =>
        new(printed == computed ? CellState.Agrees : CellState.Unexplained) { Printed = printed, Computed = computed };

    /// <summary>What the paper measured.</summary>
    public static Cell Quoted(string printed) => new(CellState.Quoted) { Printed = printed };

    /// <summary>A value that the paper does not print; NaN leaves the cell empty.</summary>
    public static Cell Ours(double value, string format) => new(CellState.Ours)
    {
        Value = double.IsNaN(value) ? null : value,
        Computed = double.IsNaN(value) ? "" : value.ToString(format, CultureInfo.InvariantCulture),
    };

    /// <summary>Words that the paper does not print.</summary>
    public static Cell Ours(string words) => new(CellState.Ours) { Computed = words };

    /// <summary>Whether a count gives the print.</summary>
    public bool Explains(AlternativeCount count)
    {
        ArgumentNullException.ThrowIfNull(count);
        return Print.Is(count.Value, count.Rounding);
    }

    /// <summary>A value in the print's unit.</summary>
    public string Format(double value) => Print.Format(value);

    Cell(CellState state, Cell cell)
        : this(cell) => State = state;
}

/// <summary>How a printed figure stands to the one that the network gives.</summary>
public enum CellState
{
    /// <summary>The computed value, rounded as the print is, is the print.</summary>
    Agrees,

    /// <summary>It differs, and another way of counting, which is computed here too, gives the print.</summary>
    Explained,

    /// <summary>It differs, and nothing that was tried gives the print.</summary>
    Unexplained,

    /// <summary>The paper's measurement, such as an accuracy or a phone's milliseconds: no property of the network alone.</summary>
    Quoted,

    /// <summary>Printed nowhere: computed or measured by this project, to stand beside the print.</summary>
    Ours,
}
