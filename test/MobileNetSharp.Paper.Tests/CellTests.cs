using System.Globalization;
using MobileNetSharp.Paper.Cells;

namespace MobileNetSharp.Paper.Tests;

public class CellTests
{
    [Theory]
    [InlineData("3.4M", "", 3_449_999, CellState.Agrees)]
    [InlineData("3.4M", "", 3_450_000, CellState.Unexplained)]
    [InlineData("300", "M", 300_499_999, CellState.Agrees)]
    [InlineData("300", "M", 300_774_272, CellState.Unexplained)]
    [InlineData("35.2B", "", 35.15e9, CellState.Agrees)]
    [InlineData("1600K", "", 1_600_400, CellState.Agrees)]
    [InlineData("1600K", "", 1_605_632, CellState.Unexplained)] // its zeros are digits like others
    [InlineData("19", "", 19, CellState.Agrees)]
    public void A_value_agrees_where_it_rounds_to_the_print(string printed, string unit, double value, CellState state) =>
        Assert.Equal(state, Cell.Compare(printed, value, unit).State);

    [Fact]
    public void A_difference_is_explained_only_by_a_count_that_gives_the_print()
    {
        var cut = new AlternativeCount("cut", "cut", 3_470_760, Rounding.Truncate);
        var doubled = new AlternativeCount("flops", "doubled", 6_941_520);
        Assert.Equal(CellState.Explained, Cell.Compare("3.4M", 3_470_760, alternatives: [doubled, cut]).State);
        var unexplained = Cell.Compare("3.4M", 3_470_760, alternatives: [doubled]);
        Assert.Equal(CellState.Unexplained, unexplained.State);
        Assert.Equal([doubled], unexplained.Alternatives); // what was tried is told
        Assert.Equal(CellState.Agrees, Cell.Compare("3.5M", 3_470_760, alternatives: [cut]).State);
    }

    [Fact]
    public void Of_the_counts_that_explain_a_cell_the_one_that_gives_most_of_its_column_is_its_reason()
    {
        static PaperRow Row(string printed, double often, double seldom) =>
            new(printed, [Cell.Compare(printed, 1, alternatives: [new AlternativeCount("seldom", "seldom", seldom), new AlternativeCount("often", "often", often)])]);
        var table = new PaperTable("t", "t", "row", ["n"], [Row("5", 5, 5), Row("7", 7, 8), Row("9", 9, 10)]);
        Assert.All(table.Rows, row => Assert.Equal("often", table.ReasonFor(row.Cells[0], 0)!.Id));
        Assert.Equal((1, 3), table.CountMatches(0, "seldom"));
    }

    [Theory]
    [InlineData("3,4M")]
    [InlineData("-1")]
    [InlineData("about 3")]
    [InlineData("")]
    public void What_is_no_printed_number_is_refused(string printed) =>
        Assert.Contains($"'{printed}'", Assert.Throws<FormatException>(() => Cell.Compare(printed, 1)).Message);

    [Fact]
    public void Words_agree_only_where_they_are_the_same()
    {
        Assert.Equal(CellState.Agrees, Cell.Words("14²×64", "14²×64").State);
        Assert.Equal(CellState.Unexplained, Cell.Words("28²×64", "14²×64").State);
    }

    [Fact]
    public void A_value_reads_the_same_in_every_culture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("", useUserOverride: false) { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
            Assert.Equal("3.47M", Cell.Compare("3.4M", 3_470_760).Computed);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }
}
