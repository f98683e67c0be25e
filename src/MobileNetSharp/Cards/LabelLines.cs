using System.Collections.Immutable;
using System.Globalization;

namespace MobileNetSharp.Cards;

/// <summary>Class names in lines, perhaps with an index before each.</summary>
static class LabelLines
{
    public static ImmutableArray<string> Parse(string text)
    {
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => line.Trim()).Where(line => !line.StartsWith('#')).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
            lines.RemoveAt(lines.Count - 1);
        if (lines.Count == 0)
            throw new ModelCardException(ModelCardPart.Labels, "The file has no class names; one on each line is expected.");
        return Indexed(lines) ?? [.. lines];
    }

    /// <summary>The names of a file in which every line begins with its own index; null for any other.</summary>
    static ImmutableArray<string>? Indexed(List<string> lines)
    {
        var entries = new List<(long Index, string Name)>();
        foreach (var line in lines.Where(line => line.Length > 0))
        {
            if (Split(line) is not { } entry)
                return null;
            entries.Add(entry);
        }

        // With gaps, as in "1 euro, 2 euro, 5 euro", the numbers may belong to the names.
        var isDense = entries.Count == entries[^1].Index - entries[0].Index + 1;
        return isDense || entries.Select(entry => entry.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == entries.Count
            ? LabelIndices.Spread(entries)
            : null;
    }

    /// <summary>Digits, then a space, tab, colon, comma or semicolon, then the name.</summary>
    static (long Index, string Name)? Split(string line)
    {
        var digits = line.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 9 || line[digits] is not (' ' or '\t' or ':' or ',' or ';'))
            return null;
        var name = line[(digits + 1)..].TrimStart();
        return name.Length > 0 ? (long.Parse(line.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture), name) : null;
    }
}
