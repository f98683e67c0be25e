using MobileNetSharp.Files;

namespace MobileNetSharp.Tests.Files;

public class CsvTextTests
{
    [Theory]
    [InlineData("head", "head")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a \"b\"\nc", "\"a \"\"b\"\"\nc\"")]
    [InlineData("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    [InlineData("@SUM(1,2)", "\"'@SUM(1,2)\"")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("+x", "'+x")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("-0.5", "-0.5")]
    [InlineData("+1e-3", "+1e-3")]
    [InlineData("", "")]
    public void A_spreadsheet_shows_a_cell_and_does_not_calculate_it(string text, string expected) => Assert.Equal(expected, CsvText.Cell(text));
}
