using System.Globalization;

namespace MobileNetSharp.Files;

/// <summary>Writes cells of CSV files (RFC 4180) that a spreadsheet shows and does not calculate.</summary>
public static class CsvText
{
    /// <summary>
    /// A cell: quoted where it must be, and a text that a spreadsheet would take as a formula (it begins with = + - @, a tab or a
    /// line end) after an apostrophe. Numbers stay as they are. https://owasp.org/www-community/attacks/CSV_Injection
    /// </summary>
    public static string Cell(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] && !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
            text = $"'{text}";
        return text.AsSpan().ContainsAny(",\"\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
