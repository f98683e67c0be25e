using System.Text;
using MobileNetSharp.Datasets.Sources;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Reads the rows of a manifest.</summary>
sealed class ManifestReader(string file)
{
    /// <summary>A row of a manifest.</summary>
    public readonly record struct Row(string Path, string Label, Split? Split);

    /// <summary>A longer line is no row: a binary file, perhaps.</summary>
    const int MaxLineLength = 1 << 16;

    int line;

    public List<Row> Read()
    {
        var rows = new List<Row>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var (path, label, split) = (0, 1, 2);
        foreach (var text in File.ReadLines(file))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            var cells = Cells(text);
            if (line == 1 && (Column(cells, "path") ?? Column(cells, "label")) is not null)
            {
                (path, label, split) = (Named(cells, "path"), Named(cells, "label"), Column(cells, "split") ?? int.MaxValue);
                continue;
            }

            var row = RowOf(cells, path, label, split);
            if (!seen.TryAdd(row.Path, line))
                throw Fault($"'{row.Path}' stands in line {seen[row.Path]} already; an image has one row");
            rows.Add(row);
        }

        return rows;
    }

    Row RowOf(List<string> cells, int path, int label, int split)
    {
        if (cells.Count <= Math.Max(path, label) || cells[path].Length == 0 || cells[label].Length == 0)
        {
            var separator = cells.Count == 1 && cells[0].AsSpan().ContainsAny(';', '\t') ? ", separated by commas" : "";
            throw Fault($"'{string.Join(',', cells)}' has no path or no label; expected path,label or path,label,split{separator}");
        }

        var name = cells[path].Replace('\\', '/'); // a list that was made on Windows
        if (cells.Count <= split || cells[split].Length == 0)
            return new(name, cells[label], null);
        return new(name, cells[label], SplitFolders.Named(cells[split]) ?? throw Fault($"'{cells[split]}' is no split; expected train, val or test"));
    }

    int Named(List<string> cells, string name) =>
        Column(cells, name) ?? throw Fault($"the columns have no '{name}', they are {string.Join(", ", cells)}; expected path,label or path,label,split");

    static int? Column(List<string> cells, string name) =>
        cells.FindIndex(cell => cell.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var column ? column : null;

    List<string> Cells(string text)
    {
        if (text.Length > MaxLineLength)
            throw Fault($"is {text.Length} characters long; is this a CSV file?");
        var cells = new List<string>();
        for (var at = 0; at <= text.Length;)
            cells.Add(at < text.Length && text[at] == '"' ? Quoted(text, ref at) : Plain(text, ref at));
        return cells;
    }

    static string Plain(string text, ref int at)
    {
        var end = text.IndexOf(',', at) is >= 0 and var comma ? comma : text.Length;
        var cell = text[at..end].Trim();
        at = end + 1;
        return cell;
    }

    string Quoted(string text, ref int at)
    {
        var cell = new StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] != '"')
            {
                cell.Append(text[at]);
            }
            else if (at + 1 < text.Length && text[at + 1] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                // One beyond the comma, or beyond the end.
                at += 2;
                return at > text.Length || text[at - 1] == ',' ? cell.ToString() : throw Fault($"expected a comma after the quoted '{cell}'");
            }
        }

        throw Fault("a quote is not closed");
    }

    DatasetException Fault(string fault) => new($"{file}: line {line}: {fault}.");
}
