using System.Buffers;
using System.Globalization;
using System.Text;

namespace MobileNetSharp;

/// <summary>Makes text from files, folders and servers safe to show: a terminal or a log obeys none of it.</summary>
public static class PrintableText
{
    /// <summary>The characters that a <see cref="Line(string)"/> has at most before its control characters are escaped.</summary>
    public const int LongestLine = 500;

    const string Cut = " … ";

    /// <summary>C0, DEL and C1; the marks, embeddings, overrides and isolates that change the direction of text; the separators of lines and paragraphs.</summary>
    static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Where(c => char.IsControl((char)c)).Select(c => (char)c), '\u061C', '\u200E', '\u200F', .. "\u2028\u2029\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069"]);

    /// <summary>The text with every character that controls a terminal, ends a line or changes the direction of text as <c>\u001b</c>.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(text, keep: "");
    }

    /// <summary>The same for text of several lines: line ends and tabs stay.</summary>
    public static string EscapeLines(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Escape(text, keep: "\r\n\t");
    }

    /// <summary>The escaped text as one line, shortened in the middle to <see cref="LongestLine"/>.</summary>
    public static string Line(string text) => Line(text, LongestLine);

    /// <summary>The escaped text as one line, shortened in the middle to so many characters.</summary>
    public static string Line(string text, int length)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfLessThan(length, Cut.Length);
        if (text.Length <= length)
            return Escape(text);
        var half = (length - Cut.Length) / 2;
        var (end, start) = (half, text.Length - half);
        if (half > 0 && char.IsHighSurrogate(text[end - 1]))
            end--;
        if (half > 0 && char.IsLowSurrogate(text[start]))
            start++;
        return Escape($"{text.AsSpan(0, end)}{Cut}{text.AsSpan(start)}");
    }

    static string Escape(string text, string keep)
    {
        var next = text.AsSpan().IndexOfAny(Controls);
        if (next < 0)
            return text;
        var escaped = new StringBuilder(text, 0, next, text.Length + 16);
        foreach (var c in text.AsSpan(next))
        {
            if (Controls.Contains(c) && !keep.Contains(c, StringComparison.Ordinal))
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                escaped.Append(c);
        }

        return escaped.ToString();
    }
}
