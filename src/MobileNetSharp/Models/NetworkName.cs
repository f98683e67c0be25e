using System.Globalization;
using System.Text.RegularExpressions;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The parts of a network's name, by the groups of its family's pattern.</summary>
readonly struct NetworkName(Match match)
{
    /// <summary>The text of a group, or null where the name has no such part.</summary>
    public string? this[string group] => match.Groups[group] is { Success: true, Value: var value } ? value : null;

    /// <summary>The width multiplier; 1 where the name has none.</summary>
    public double Width => this["width"] is { } width ? double.Parse(width, CultureInfo.InvariantCulture) : 1;

    /// <summary>The resolution, a square unless both sides are named.</summary>
    public Size Size => new(Integer("height"), this["across"] is null ? Integer("height") : Integer("across"));

    /// <summary>A group of digits as a number.</summary>
    public int Integer(string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);
}
