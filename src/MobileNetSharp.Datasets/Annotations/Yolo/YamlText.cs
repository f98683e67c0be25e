using System.Globalization;
using System.Text;

namespace MobileNetSharp.Datasets.Annotations.Yolo;

/// <summary>The part of YAML that data.yaml files use: top-level keys with a text, a list or a map of texts, in a line or in a block.</summary>
static class YamlText
{
    /// <summary>Each top-level key's entries: one with an empty key for a text; those of a list are numbered.</summary>
    /// <param name="lines">The file's lines.</param>
    /// <param name="repeated">Receives top-level keys that are there again.</param>
    public static Dictionary<string, List<(string Key, string Value)>> Parse(IEnumerable<string> lines, Action<string> repeated)
    {
        var found = new Dictionary<string, List<(string Key, string Value)>>(StringComparer.Ordinal);
        List<(string Key, string Value)>? block = null;
        var open = new StringBuilder();
        foreach (var line in lines.Select(WithoutComment))
        {
            var text = line.Trim();
            if (text.Length == 0 || text == "---")
                continue;
            if (open.Length > 0)
            {
                open.Append(' ').Append(text);
                if (text[^1] != (open[0] == '[' ? ']' : '}'))
                    continue;
                block!.AddRange(Flow(open.ToString()));
                open.Clear();
            }
            else if (block is not null && (char.IsWhiteSpace(line[0]) || text[0] == '-'))
            {
                block.Add(text[0] == '-' ? (Number(block.Count), Unquoted(text[1..])) : Entry(text));
            }
            else if (Entry(text) is { Key.Length: > 0 } entry)
            {
                block = [];
                if (!found.TryAdd(entry.Key, block))
                    repeated(entry.Key);
                if (IsOpen(entry.Value))
                    open.Append(entry.Value);
                else if (entry.Value.Length > 0)
                    block.AddRange(entry.Value[0] is '[' or '{' ? Flow(entry.Value) : [("", Unquoted(entry.Value))]);
            }
        }

        return found;
    }

    /// <summary>A list or map whose end is in a later line.</summary>
    static bool IsOpen(string value) => value.Length > 0 && value[0] is '[' or '{' && !value.EndsWith(value[0] == '[' ? ']' : '}');

    static IEnumerable<(string Key, string Value)> Flow(string value)
    {
        var (isList, number) = (value[0] == '[', 0);
        foreach (var part in Parts(value[1..^1]).Select(part => part.Trim()).Where(part => part.Length > 0))
            yield return isList ? (Number(number++), Unquoted(part)) : Entry(part);
    }

    /// <summary>The parts between commas that are not in quotes.</summary>
    static List<string> Parts(string text)
    {
        var parts = new List<string>();
        var (start, quote) = (0, '\0');
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == quote)
                quote = '\0';
            else if (quote == '\0' && IsQuote(text, at))
                quote = text[at];
            if (quote != '\0' || text[at] != ',')
                continue;
            parts.Add(text[start..at]);
            start = at + 1;
        }

        parts.Add(text[start..]);
        return parts;
    }

    /// <summary>Whether a quote begins here, rather than an apostrophe in a word.</summary>
    static bool IsQuote(string text, int at) => text[at] is '"' or '\'' && (at == 0 || !char.IsLetterOrDigit(text[at - 1]));

    static (string Key, string Value) Entry(string text)
    {
        var colon = text[0] is '"' or '\'' && text.IndexOf(text[0], 1) is > 0 and var close ? text.IndexOf(':', close) : text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", Unquoted(text)) : (Unquoted(text[..colon]), Unquoted(text[(colon + 1)..]));
    }

    static string Unquoted(string text)
    {
        text = text.Trim();
        return text is ['"', .., '"'] or ['\'', .., '\''] && text.Length > 1 ? text[1..^1].Replace("''", "'", StringComparison.Ordinal) : text;
    }

    static string WithoutComment(string line)
    {
        var quote = '\0';
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] == quote)
                quote = '\0';
            else if (quote == '\0' && IsQuote(line, at))
                quote = line[at];
            else if (quote == '\0' && line[at] == '#' && (at == 0 || char.IsWhiteSpace(line[at - 1])))
                return line[..at];
        }

        return line;
    }

    static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
