using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;

namespace MobileNetSharp.Tests;

public class PrintableTextTests
{
    [Theory]
    [InlineData("\e[31mred", @"\u001b[31mred")]
    [InlineData("a\r\nb\tc", @"a\u000d\u000ab\u0009c")]
    [InlineData("\u007f\u0085\u009b", @"\u007f\u0085\u009b")]
    [InlineData("a\u202eb\u2066c\u200f\u061c\u2028\u2029", @"a\u202eb\u2066c\u200f\u061c\u2028\u2029")]
    [InlineData("Zürich, 東京, 🐈, \\u001b", "Zürich, 東京, 🐈, \\u001b")]
    public void What_controls_a_terminal_is_shown(string text, string expected) => Assert.Equal(expected, PrintableText.Escape(text));

    [Fact]
    public void Lines_stay_lines() => Assert.Equal("a\n\tb\r\n\\u001b", PrintableText.EscapeLines("a\n\tb\r\n\e"));

    [Fact]
    public void Any_text_is_printable_afterwards_and_nothing_else_is_changed() => Gen.String.Sample(text =>
    {
        var escaped = PrintableText.Escape(text);
        return !escaped.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029' or (>= '\u202a' and <= '\u202e'))
            && PrintableText.Escape(escaped) == escaped
            && (text.Contains('\\', StringComparison.Ordinal) || Unescaped(escaped) == text);
    });

    [Fact]
    public void A_long_line_keeps_both_ends() => Gen.String[0, 3000].Sample(text =>
    {
        var line = PrintableText.Line(text, 100);
        return text.Length <= 100 ? line == PrintableText.Escape(text) : line.Length <= 600 && line.Contains(" … ", StringComparison.Ordinal);
    });

    [Fact]
    public void A_pair_of_surrogates_is_not_cut()
    {
        for (var before = 0; before < 4; before++)
        {
            var line = PrintableText.Line(new string('x', before) + string.Concat(Enumerable.Repeat("🐈", 100)), 50);
            Assert.Equal(line, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(line)));
        }
    }

    [Fact]
    public void Every_exception_of_the_library_is_one_bounded_line()
    {
        var e = new ModelFormatException($"tensor '\e[2J{new string('x', 1_000_000)}': wrong");
        Assert.InRange(e.Message.Length, 400, 600);
        Assert.StartsWith(@"tensor '\u001b[2Jxxx", e.Message);
        Assert.EndsWith("xxx': wrong", e.Message);
    }

    static string Unescaped(string text) => Regex.Replace(text, @"\\u([0-9a-f]{4})", hex => ((char)int.Parse(hex.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
}
