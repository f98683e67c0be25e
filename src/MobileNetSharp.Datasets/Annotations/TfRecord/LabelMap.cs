using System.Globalization;
using MobileNetSharp.Datasets.Annotations.Reading;

namespace MobileNetSharp.Datasets.Annotations.TfRecord;

/// <summary>
/// TensorFlow's label_map.pbtxt: items with an id from 1, a name, and perhaps a name to show. Records may have either as text.
/// https://github.com/tensorflow/models/blob/master/research/object_detection/protos/string_int_label_map.proto
/// </summary>
sealed class LabelMap
{
    readonly Dictionary<long, string> classes = [];
    readonly Dictionary<string, long> ids = new(StringComparer.Ordinal);

    /// <summary>No map.</summary>
    public static LabelMap None { get; } = new();

    public bool IsEmpty => classes.Count == 0;

    /// <summary>The classes in the order of their ids: by the name to show, unless another item has it too.</summary>
    public IEnumerable<KeyValuePair<long, string>> Classes => classes.OrderBy(pair => pair.Key);

    /// <summary>The class with an id.</summary>
    public string? Find(long id) => classes.GetValueOrDefault(id);

    /// <summary>The class with a name of either kind.</summary>
    public string? Find(string name) => ids.TryGetValue(name, out var id) ? classes[id] : null;

    /// <exception cref="DatasetException">It is not such a file, or has an id twice.</exception>
    public static LabelMap Read(AnnotationFiles files, string file)
    {
        var map = new LabelMap();
        var items = new List<(long Id, string? Name, string? Shown)>();
        foreach (var item in Items(files, file))
        {
            if (!map.classes.TryAdd(item.Id, ""))
                throw files.Fault(file, $"line {item.Line}: two items have the id {item.Id}.");
            items.Add((item.Id, item.Name, item.Shown));
        }

        var shown = items.CountBy(item => item.Shown ?? "").ToDictionary();
        foreach (var (id, name, display) in items)
        {
            map.classes[id] = display is not null && (name is null || shown[display] == 1) ? display : name!;
            map.ids.TryAdd(name ?? display!, id);
        }

        foreach (var (id, _, display) in items.Where(item => item.Shown is not null && shown[item.Shown] == 1))
            map.ids.TryAdd(display!, id);
        return !map.IsEmpty ? map : throw files.Fault(file, "holds no item with an id and a name.");
    }

    /// <summary>The items that have an id and a name. What is nested in them, such as key points, has names and ids too.</summary>
    static IEnumerable<(int Line, long Id, string? Name, string? Shown)> Items(AnnotationFiles files, string file)
    {
        var (id, name, shown) = ((long?)null, (string?)null, (string?)null);
        var (depth, key, isValue) = (0, "", false);
        foreach (var (line, text) in files.Lines(file))
        {
            foreach (var (token, isQuoted) in Tokens(text))
            {
                if (!isQuoted && token is "{" or "}")
                {
                    depth = Math.Max(0, depth + (token == "{" ? 1 : -1));
                    isValue = false;
                    if (depth > 0 || token == "{")
                        continue;
                    if (id is { } known && (name ?? shown) is not null)
                        yield return (line, known, name, shown);
                    (id, name, shown) = (null, null, null);
                }
                else if (!isQuoted && token == ":")
                {
                    isValue = true;
                }
                else if (!isValue)
                {
                    key = token;
                }
                else
                {
                    isValue = false;
                    if (depth > 1)
                        continue;
                    if (key == "id" && long.TryParse(token, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                        id = number;
                    else if (key == "name" && isQuoted && token.Length > 0)
                        name = token;
                    else if (key == "display_name" && isQuoted && token.Length > 0)
                        shown = token;
                }
            }
        }
    }

    /// <summary>Words, texts without their quotes, braces and colons; a comment ends the line.</summary>
    static IEnumerable<(string Text, bool IsQuoted)> Tokens(string line)
    {
        for (var at = 0; at < line.Length;)
        {
            var start = at++;
            if (char.IsWhiteSpace(line[start]) || line[start] is ',' or ';')
                continue;
            if (line[start] == '#')
                yield break;
            if (line[start] is '{' or '}' or ':')
            {
                yield return (line[start..at], false);
            }
            else if (line[start] is '"' or '\'')
            {
                var end = line.IndexOf(line[start], at);
                if (end < 0)
                    yield break;
                yield return (line[at..end], true);
                at = end + 1;
            }
            else
            {
                while (at < line.Length && !char.IsWhiteSpace(line[at]) && line[at] is not ('{' or '}' or ':' or '"' or '\'' or ',' or ';' or '#'))
                    at++;
                yield return (line[start..at], false);
            }
        }
    }
}
