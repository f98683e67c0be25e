using CsCheck;
using MobileNetSharp.Cli.Output;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Tables and paragraphs on terminals of any width.</summary>
public class TextTableTests
{
    static readonly Gen<string> Word = Gen.String[Gen.Char['a', 'z'], 1, 10];

    static readonly Gen<string> Sentence = Word.Array[0, 12].Select(words => string.Join(' ', words));

    [Fact]
    public void Words_are_kept_whole_and_lines_fit() => Gen.Select(Sentence, Gen.Int[10, 80]).Sample((text, width) =>
    {
        var lines = TextTable.Wrap(text, width).ToArray();
        return lines.All(line => line.Length <= width) && string.Join(' ', lines) == text;
    });

    [Fact]
    public void A_word_wider_than_the_line_is_broken_and_nothing_is_lost() =>
        Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 60], Gen.Int[1, 20]).Sample((text, width) =>
        {
            var lines = TextTable.Wrap(text, width).ToArray();
            return lines.All(line => line.Length <= width) && string.Concat(lines) == text;
        });

    [Fact]
    public void A_table_fits_its_terminal_and_keeps_every_word() => Gen.Select(Sentence.Array[1, 5], Gen.Int[50, 120]).Sample((cells, width) =>
    {
        var table = new TextTable(new("NAME"), new("NOTE", IsOptional: true), new("COUNT", IsNumber: true));
        foreach (var cell in cells)
            table.Add(cell, cell, "12,345");
        var lines = table.Lines(width).ToArray();
        var text = string.Join(' ', lines);
        return lines.All(line => line.Length <= width) && cells.All(cell => cell.Split(' ').All(word => text.Contains(word, StringComparison.Ordinal)));
    });

    [Fact]
    public void A_table_of_nothing_has_no_lines() => Assert.Empty(TextTable.OfFacts().Lines(80));

    [Fact]
    public void Optional_columns_go_first_from_the_right_then_text_is_wrapped()
    {
        var table = new TextTable(new("STEP"), new("OPS", IsOptional: true), new("MS", IsNumber: true), new("SHARE", IsNumber: true, IsOptional: true)) { Indent = "" };
        table.Add("block one and more", "conv", "1.25", "10.0 %");
        Assert.Equal(["STEP                OPS     MS   SHARE", "block one and more  conv  1.25  10.0 %"], table.Lines(80));
        Assert.Equal(["STEP                OPS     MS", "block one and more  conv  1.25"], table.Lines(32));
        Assert.Equal(["STEP                  MS", "block one and more  1.25"], table.Lines(25));
        Assert.Equal(["STEP              MS", "block one and   1.25", "more"], table.Lines(20));
    }

    [Fact]
    public void First_cells_that_do_not_fit_beside_the_others_get_a_separate_line_and_stay_whole()
    {
        var table = new TextTable(new(""), new("first", IsNumber: true), new("second", IsNumber: true)) { Indent = " " };
        table.Add("in", "1x224x224x3", "1x224x224x3");
        table.Add("parameters without normalization", "3,504,872", "6,108,776");
        Assert.Equal(
            [
                "             first       second",
                " in    1x224x224x3  1x224x224x3",
                " parameters without",
                " normalization",
                "         3,504,872    6,108,776",
            ],
            table.Lines(31));
    }
}
