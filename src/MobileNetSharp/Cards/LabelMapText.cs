using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Cards;

/// <summary>A label map of TensorFlow's Object Detection API: <c>item { id: 1 name: 'n02084071' display_name: 'dog' }</c>.</summary>
static partial class LabelMapText
{
    public static ImmutableArray<string> Parse(string text)
    {
        var entries = new List<(long Index, string Name)>();
        foreach (Match item in Item().Matches(text))
        {
            var fields = Field().Matches(item.Value).ToLookup(field => field.Groups["name"].Value, field => field.Groups["value"].Value.Trim('"', '\''));
            var name = fields["display_name"].Concat(fields["name"]).FirstOrDefault();
            if (name is null || !long.TryParse(fields["id"].FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                throw new ModelCardException(ModelCardPart.Labels, $"The label map's item {entries.Count + 1} has no id or no name.");
            entries.Add((id, name));
        }

        if (Beginning().Count(text) is var items && items != entries.Count)
            throw new ModelCardException(ModelCardPart.Labels, $"The label map has {items} items, of which {entries.Count} are an id and names in one pair of braces.");
        entries.Sort((a, b) => a.Index.CompareTo(b.Index));
        return LabelIndices.Spread(entries)
            ?? throw new ModelCardException(ModelCardPart.Labels, "The label map's ids are not those of a model's classes: from 0 or 1 on, each once.");
    }

    [GeneratedRegex(@"item\s*\{", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Beginning();

    [GeneratedRegex(@"item\s*\{[^{}]*\}", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Item();

    [GeneratedRegex("""(?<name>\w+)\s*:\s*(?<value>"[^"]*"|'[^']*'|\d+)""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Field();
}
