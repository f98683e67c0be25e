namespace MobileNetSharp.Paper;

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
