using MobileNetSharp.Datasets.Sources;
using MobileNetSharp.Files;

namespace MobileNetSharp.Datasets.Classification;

/// <summary>Reads the rows of a manifest.</summary>
sealed class ManifestReader(string file)
{
    /// <summary>A row of a manifest.</summary>
    public readonly record struct Row(string Path, string Label, Split? Split);

    const int MaxShown = 100;

    int line;

    public List<Row> Read()
    {
        var rows = new List<Row>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        ManifestColumns? columns = null;
        foreach (var text in BoundedFile.ReadLines(file))
        {
            line++;
            if (string.IsNullOrWhiteSpace(text) || (columns is null && text.StartsWith("sep=", StringComparison.OrdinalIgnoreCase)))
                continue;
            if (columns is null)
            {
                columns = Columns(text);
                if (columns.Value.IsHeader)
                    continue;
            }

            var row = RowOf(Cells(text, columns.Value.Separator), columns.Value);
            if (!seen.TryAdd(row.Path, line))
                throw Fault($"'{row.Path}' is in line {seen[row.Path]} already; an image has one row");
            rows.Add(row);
        }

        return rows;
    }

    ManifestColumns Columns(string firstRow)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
        if (ManifestColumns.Find(firstRow, CellsOrNone, value => File.Exists(Path.Combine(folder, value))) is { } columns)
            return columns;
        Cells(firstRow, ','); // says what is wrong with its quotes, if that is it
        throw Fault($"'{(firstRow.Length > MaxShown ? $"{firstRow[..MaxShown]}…" : firstRow)}' names neither columns that are known nor an image and its class; {ManifestColumns.Expected}, separated by commas, semicolons or tabs");
    }

    Row RowOf(List<string> cells, ManifestColumns columns)
    {
        var (path, label, split) = (columns.Path, columns.Label, columns.Split);
        if (cells.Count <= Math.Max(path, label) || cells[path].Length == 0 || cells[label].Length == 0)
            throw Fault($"'{string.Join(columns.Separator, cells)}' has no path or no label; {ManifestColumns.Expected}");
        var name = cells[path].Replace('\\', '/'); // a list that was made on Windows
        if (cells.Count <= split || cells[split].Length == 0)
            return new(name, cells[label], null);
        return new(name, cells[label], SplitFolders.Named(cells[split]) ?? throw Fault($"'{cells[split]}' is not a split; expected train, val or test"));
    }

    List<string> CellsOrNone(string text, char separator)
    {
        try
        {
            return Cells(text, separator);
        }
        catch (DatasetException)
        {
            return [];
        }
    }

    List<string> Cells(string text, char separator) => CsvLine.Cells(text, separator, Fault);

    DatasetException Fault(string fault) => new($"{file}: line {line}: {fault}.");
}
