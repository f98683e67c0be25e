using System.Globalization;
using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>TensorFlow's label_map.pbtxt: items with an id from 1, a name, and perhaps a name to show.</summary>
static class LabelMap
{
    /// <exception cref="DatasetException">It is not such a file, or has an id twice.</exception>
    public static Dictionary<long, string> Read(AnnotationFiles files, string name)
    {
        var names = new Dictionary<long, string>();
        var (id, text) = ((long?)null, (string?)null);
        var line = 1;
        foreach (var (number, content) in files.Lines(name))
        {
            line = number;
            var rest = content;
            if (Comment(rest) is >= 0 and var comment)
                rest = rest[..comment];
            // Items may be in one line.
            foreach (var token in rest.Replace("{", " { ", StringComparison.Ordinal).Replace("}", "\n}\n", StringComparison.Ordinal).Split('\n'))
            {
                if (token.Trim() == "}")
                    Add();
                else
                    (id, text) = (Id(token) ?? id, Name(token) ?? text);
            }
        }

        return names.Count > 0 ? names : throw files.Fault(name, "holds no item with an id and a name.");

        void Add()
        {
            if (id is { } known && text is not null && !names.TryAdd(known, text))
                throw files.Fault(name, $"line {line}: two items have the id {known}.");
            (id, text) = (null, null);
        }
    }

    static int Comment(string line) => line.TrimStart().StartsWith('#') ? 0 : -1;

    static long? Id(string text) =>
        Value(text, "id") is { } value && long.TryParse(value.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries) is [var first, ..] ? first : "", NumberStyles.Integer, CultureInfo.InvariantCulture, out var id) ? id : null;

    static string? Name(string text)
    {
        if (Value(text, "name") is not { Length: > 1 } value || value[0] is not ('"' or '\''))
            return null;
        var end = value.IndexOf(value[0], 1);
        return end > 0 ? value[1..end] : null;
    }

    /// <summary>What stands after a key and its colon; the key is a whole word, not a part of display_name.</summary>
    static string? Value(string text, string key)
    {
        for (var at = text.IndexOf(key, StringComparison.Ordinal); at >= 0; at = text.IndexOf(key, at + 1, StringComparison.Ordinal))
        {
            var after = text.AsSpan(at + key.Length).TrimStart();
            if ((at == 0 || char.IsWhiteSpace(text[at - 1]) || text[at - 1] is '{' or ',') && after.StartsWith(':'))
                return after[1..].Trim().ToString();
        }

        return null;
    }
}
