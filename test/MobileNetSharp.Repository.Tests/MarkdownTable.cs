using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Repository.Tests;

/// <summary>A table of a Markdown document: its rows' cells by the names of the columns.</summary>
sealed partial class MarkdownTable
{
    readonly string[] columns;
    readonly string[][] rows;

    MarkdownTable(string[] columns, string[][] rows) => (this.columns, this.rows) = (columns, rows);

    public int Rows => rows.Length;

    /// <summary>The first table with all these columns.</summary>
    public static MarkdownTable Find(string markdown, params string[] columns)
    {
        var lines = markdown.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var header = Cells(lines[i]);
            if (columns.All(header.Contains))
                return new MarkdownTable(header, [.. lines.Skip(i + 2).TakeWhile(line => line.StartsWith('|')).Select(Cells)]);
        }

        throw new InvalidDataException($"The document has no table with the columns {string.Join(", ", columns)}.");
    }

    public string Text(int row, string column) => rows[row][Array.IndexOf(columns, column)];

    /// <summary>The names in backticks in a cell.</summary>
    public ImmutableArray<string> Names(int row, string column) =>
        [.. Name().Matches(Text(row, column)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];

    static string[] Cells(string line) => line.StartsWith('|') ? [.. line.Trim().Trim('|').Split('|', StringSplitOptions.TrimEntries)] : [];

    [GeneratedRegex("`([^`]*)`")]
    private static partial Regex Name();
}
