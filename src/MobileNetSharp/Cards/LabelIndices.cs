using System.Collections.Immutable;

namespace MobileNetSharp.Cards;

/// <summary>Names that come with their own indices.</summary>
static class LabelIndices
{
    /// <summary>
    /// The names by index; those left out are empty. Indices from 1 are counted from 1. Null where the indices are not those of
    /// a model's outputs: not ascending, not from 0 or 1, or more left out than given.
    /// </summary>
    public static ImmutableArray<string>? Spread(IReadOnlyList<(long Index, string Name)> entries)
    {
        if (entries.Count == 0 || entries[0].Index is not (0 or 1))
            return null;
        var first = entries[0].Index;
        var last = entries[^1].Index - first;
        if (last >= 2L * entries.Count)
            return null;
        for (var i = 1; i < entries.Count; i++)
        {
            if (entries[i].Index <= entries[i - 1].Index)
                return null;
        }

        var names = new string[last + 1];
        Array.Fill(names, "");
        foreach (var (index, name) in entries)
            names[index - first] = name;
        return [.. names];
    }
}
