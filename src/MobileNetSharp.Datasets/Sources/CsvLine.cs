using System.Text;

namespace MobileNetSharp.Datasets.Sources;

/// <summary>The cells of a line of a CSV file: RFC 4180, with spaces around unquoted cells removed.</summary>
static class CsvLine
{
    /// <summary>A longer line is not a row: this is a binary file, perhaps.</summary>
    const int MaxLength = 1 << 16;

    /// <param name="text">The line.</param>
    /// <param name="separator">What separates the cells.</param>
    /// <param name="fault">The exception to throw of what is wrong.</param>
    public static List<string> Cells(string text, char separator, Func<string, DatasetException> fault)
    {
        if (text.Length > MaxLength)
            throw fault($"is {text.Length} characters long; is this a CSV file?");
        var cells = new List<string>();
        for (var at = 0; at <= text.Length;)
            cells.Add(at < text.Length && text[at] == '"' ? Quoted(text, separator, fault, ref at) : Plain(text, separator, ref at));
        return cells;
    }

    static string Plain(string text, char separator, ref int at)
    {
        var end = text.IndexOf(separator, at) is >= 0 and var found ? found : text.Length;
        var cell = text[at..end].Trim();
        at = end + 1;
        return cell;
    }

    static string Quoted(string text, char separator, Func<string, DatasetException> fault, ref int at)
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
                // One beyond the separator, or beyond the end.
                at += 2;
                return at > text.Length || text[at - 1] == separator ? cell.ToString() : throw fault($"expected '{separator}' after the quoted '{cell}'");
            }
        }

        throw fault("a quote is not closed");
    }
}
