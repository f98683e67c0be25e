using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Evaluation.Labels;

/// <summary>A network's labels, found by their whole name, one of their synonyms, or their index.</summary>
sealed partial class LabelIndex
{
    readonly ImmutableArray<string> labels;
    /// <summary>How labels are looked up, the strictest first: <c>Cardigan</c> is a dog and <c>cardigan</c> a garment.</summary>
    readonly (Func<string, string> Key, ILookup<string, int> Labels)[] lookups;

    public LabelIndex(ImmutableArray<string> labels)
    {
        this.labels = labels;
        lookups = [Lookup(name => name, label => [label]), Lookup(Words, label => [label]), Lookup(Words, Synonyms), Lookup(Lowered, label => [label]), Lookup(Lowered, Synonyms)];

        static string Lowered(string name) => Words(name).ToLowerInvariant();
        static string[] Synonyms(string label) => label.Split(',');
    }

    public int Count => labels.Length;

    public string this[int index] => labels[index];

    public static bool IsWordNetId(string name) => WordNetId().Match(name).Length == name.Length;

    /// <summary>The one label that the name means; null where there is none or more than one.</summary>
    public int? Find(string name) => Matches(name) is [var only] ? only : null;

    /// <summary>The same for what a user gives, which may be an index too.</summary>
    public int? FindGiven(string given) => Find(given)
        ?? (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < labels.Length ? index : null);

    /// <summary>The labels that the name may mean.</summary>
    public int[] Matches(string name)
    {
        foreach (var lookup in lookups)
        {
            if (lookup.Labels[lookup.Key(name)].ToArray() is { Length: > 0 } found)
                return found;
        }

        var stripped = WordNetId().Replace(name, "");
        return stripped.Length > 0 && stripped.Length < name.Length ? Matches(stripped) : [];
    }

    (Func<string, string> Key, ILookup<string, int> Labels) Lookup(Func<string, string> key, Func<string, string[]> names) =>
        (key, Enumerable.Range(0, Count).SelectMany(i => names(labels[i]).Select(name => (Key: key(name), i)).Distinct())
            .ToLookup(pair => pair.Key, pair => pair.i, StringComparer.Ordinal));

    static string Words(string name) => string.Join(' ', name.Split([' ', '_', '-', '\t'], StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"^n\d{8}(_|-| |$)")]
    private static partial Regex WordNetId();
}
