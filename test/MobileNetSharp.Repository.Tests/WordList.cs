using System.Text.RegularExpressions;

namespace MobileNetSharp.Repository.Tests;

/// <summary>WordList.txt: the phrases that were replaced, by section, each with what to write instead.</summary>
static partial class WordList
{
    static readonly ILookup<string, (Regex Pattern, string Replacement)> Sections = Read();

    /// <summary>The phrases of a section in a text, a line each: where, in which words, and what to write instead.</summary>
    public static IEnumerable<string> Find(string section, string name, string text) =>
        from entry in Sections[section]
        from Match match in entry.Pattern.Matches(text)
        select $"{name}({text.AsSpan(0, match.Index).Count('\n') + 1}): '{Around(text, match)}' => {entry.Replacement}";

    static ILookup<string, (Regex, string)> Read()
    {
        var section = "";
        var entries = new List<(string Section, Regex Pattern, string Replacement)>();
        foreach (var line in File.ReadLines(TestKit.Repository.Path("test/MobileNetSharp.Repository.Tests/WordList.txt")).Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line[0] == '[')
            {
                section = line[1..^1];
                continue;
            }

            var parts = line.Split(" => ");
            // A phrase may span a line break, also inside a comment.
            var pattern = parts[0].Replace(" ", @"\s+(?:///?\s*)?", StringComparison.Ordinal);
            entries.Add((section, new Regex(pattern, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant), parts[1]));
        }

        return entries.ToLookup(entry => entry.Section, entry => (entry.Pattern, entry.Replacement));
    }

    static string Around(string text, Match match)
    {
        var (start, end) = (Math.Max(0, match.Index - 20), Math.Min(text.Length, match.Index + match.Length + 20));
        return Space().Replace(text[start..end], " ").Trim();
    }

    [GeneratedRegex(@"\s+(///?\s*)?")]
    private static partial Regex Space();
}
