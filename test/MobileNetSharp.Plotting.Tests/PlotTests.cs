using System.Globalization;
using System.Xml.Linq;
using CsCheck;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Tests;

public class PlotTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Whatever the numbers are: none, one, equal, huge, tiny, not finite.</summary>
    [Fact]
    public void Every_line_plot_is_well_formed_and_inside_its_frame() =>
        Gen.OneOf(Gen.Double[-1e9, 1e9], Gen.Double[0, 1e-6], Gen.Const(0.0), Gen.Const(double.NaN), Gen.Const(double.PositiveInfinity))
            .Array[0, 30].Array[0, 4].Sample(lines =>
            {
                var plot = new LinePlot("Loss", "epoch", "loss", [.. lines.Select((line, i) => new Series($"line {i}", [.. line.Select((y, x) => ((double)x, y))]))]);
                var svg = Parse(plot.Draw().ToSvg());
                foreach (var point in svg.Descendants(Svg + "polyline").SelectMany(Points))
                {
                    Assert.InRange(point.X, 0, Width(svg));
                    Assert.InRange(point.Y, 0, Height(svg));
                }
            }, iter: 200);

    [Theory]
    [InlineData(100)]
    [InlineData(-0.1)]
    [InlineData(1e12)]
    public void Values_that_differ_by_rounding_only_have_a_few_ticks(double value) =>
        Assert.InRange(new LinearAxis([value, Math.BitIncrement(value), Math.BitDecrement(value)], 0, 100).Ticks.Take(100).Count(), 1, 20);

    [Fact]
    public void A_greater_value_lies_higher_and_a_later_one_further_right()
    {
        var line = Parse(new LinePlot("Loss", "epoch", "loss", [new("training", [(1, 3), (2, 1), (3, 2)])]).Draw().ToSvg())
            .Descendants(Svg + "polyline").Single();
        var points = Points(line).ToArray();
        Assert.True(points[0].X < points[1].X && points[1].X < points[2].X);
        Assert.True(points[0].Y < points[2].Y && points[2].Y < points[1].Y);
    }

    [Fact]
    public void Titles_units_and_legend_are_there()
    {
        var words = Words(new LinePlot("Loss", "epoch", "loss, nats", [new("training", [(1, 3)]), new("validation", [(1, 2)])]) { Mark = new(1, "best: 1") }.Draw().ToSvg());
        Assert.Superset(new HashSet<string> { "Loss", "epoch", "loss, nats", "training", "validation", "best: 1" }, words.ToHashSet());
    }

    [Fact]
    public void A_legend_that_is_too_wide_goes_on_below()
    {
        string[] names = ["shortcut between bottlenecks", "shortcut between expansions", "no shortcut"];
        var plot = Parse(new LinePlot("x", "x", "x", [.. names.Select(name => new Series(name, [(0, 1), (1, 2)]))]).Draw().ToSvg());
        var width = (double)plot.Attribute("width")!;
        var entries = plot.Descendants(Svg + "text").Where(text => names.Contains(text.Value)).ToArray();
        Assert.Equal(3, entries.Length);
        Assert.All(entries, text => Assert.True((double)text.Attribute("x")! + Canvas.TextWidth(text.Value) <= width, text.Value));
        var highest = plot.Descendants(Svg + "polyline").SelectMany(Points).Min(point => point.Y);
        Assert.All(entries, text => Assert.True((double)text.Attribute("y")! < highest, text.Value));
    }

    /// <summary>Epochs on kept features run a thousand times as fast as those that train the whole network.</summary>
    [Fact]
    public void Values_of_different_magnitudes_are_told_apart_on_a_logarithmic_axis()
    {
        var plot = new LinePlot("Speed", "epoch", "images per second", [new("training", [(1, 34_000), (2, 33_000), (3, 20), (4, 25), (5, 0)])]) { LogY = true };
        var svg = plot.Draw().ToSvg();
        var y = Points(Parse(svg).Descendants(Svg + "polyline").Single()).Select(point => point.Y).ToArray();
        Assert.Equal(4, y.Length);
        Assert.True(y[0] < y[1] && y[1] < y[3] && y[3] < y[2]);
        Assert.True(y[2] - y[3] > 5, "20 and 25 fall together");
        Assert.Superset(new HashSet<string> { "100", "1,000", "10,000" }, Words(svg).ToHashSet());
    }

    /// <summary>Whatever the values: at least two ticks, ascending, each on the axis.</summary>
    [Fact]
    public void A_logarithmic_axis_has_ticks_around_its_values() => Gen.Double[-6, 9].Array[1, 8].Sample(
        exponents =>
        {
            double[] values = [.. exponents.Select(exponent => Math.Pow(10, exponent))];
            var axis = new LogAxis(values, 0, 100, round: true);
            var ticks = axis.Ticks.ToArray();
            Assert.InRange(ticks.Length, 2, 20);
            Assert.Equal(ticks.Order(), ticks);
            Assert.All(ticks.Concat(values), value => Assert.InRange(axis.At(value), -0.01, 100.01));
            Assert.Equal(ticks.Length, ticks.Select(axis.Label).Distinct().Count());
        },
        iter: 300);

    /// <summary>Titles, names and legends of any length.</summary>
    [Fact]
    public void No_text_ends_outside_the_plot() => Gen.Char["aMW lin0 "].Array[1, 90].Select(letters => new string(letters)).Array[1, 6].Sample(
        names =>
        {
            var series = names.Select(name => new Series(Canvas.Cut(name, 40), [(1, 1), (2, 4)])).ToArray();
            Assert.All(
                [
                    new LinePlot(names[0], "epoch", "loss", [.. series]).Draw(),
                    new ScatterPlot(names[0], "time", "accuracy", [.. series]).Draw(),
                    new BarPlot(names[0], "accuracy", [.. names.Select(name => new Bar(name, 40, 1.5))]).Draw(),
                    new HeatMap(names[0], "labeled", "classified", [.. names], [.. names], [.. names.SelectMany(_ => names.Select(name => name.Length))]).Draw(),
                ],
                Texts.AssertInside);
        },
        iter: 30);

    /// <summary>Color is lost in a grey print: dash and brightness must do.</summary>
    [Fact]
    public void Lines_differ_without_color()
    {
        var lines = Parse(new LinePlot("x", "x", "x", [.. "abcd".Select(name => new Series($"{name}", [(0, name), (1, name)]))]).Draw().ToSvg())
            .Descendants(Svg + "polyline").ToArray();
        Assert.Equal(4, lines.Select(line => (string?)line.Attribute("stroke-dasharray") ?? "").Distinct().Count());
        var brightness = lines.Select(line => Brightness((string)line.Attribute("stroke")!)).Order().ToArray();
        Assert.All(brightness.Zip(brightness.Skip(1)), pair => Assert.True(pair.Second - pair.First > 8));
    }

    [Fact]
    public void Ticks_are_round_numbers_without_a_negative_zero()
    {
        Assert.Equal(["0.0", "0.5", "1.0", "1.5", "2.0", "2.5"], Labels(0.1, 2.3));
        Assert.Equal(["0", "20", "40", "60", "80", "100"], Labels(0, 100));
        Assert.Equal(["0.00", "0.01", "0.02", "0.03", "0.04", "0.05"], Labels(1e-5, 0.045));

        static string[] Labels(double low, double high)
        {
            var axis = new LinearAxis([low, high], 0, 100);
            return [.. axis.Ticks.Select(axis.Label)];
        }
    }

    [Fact]
    public void A_heat_map_has_a_cell_for_each_pair_and_the_counts_in_it()
    {
        var svg = new HeatMap("Confusion", "labeled", "classified as", ["ant", "bee"], ["ant", "bee"], [58, 2, 0, 55]).Draw().ToSvg();
        var cells = Parse(svg).Descendants(Svg + "rect").Where(cell => cell.Element(Svg + "title") is not null).ToArray();
        Assert.Equal(
            ["ant → ant: 58 of 60 (96.7 %)", "ant → bee: 2 of 60 (3.3 %)", "bee → ant: 0 of 55 (0 %)", "bee → bee: 55 of 55 (100 %)"],
            cells.Select(cell => cell.Element(Svg + "title")!.Value));
        var brightness = cells.Select(cell => Brightness((string)cell.Attribute("fill")!)).ToArray();
        Assert.True(brightness[3] < brightness[0] && brightness[0] < brightness[1] && brightness[1] < brightness[2]);
        Assert.Superset(new HashSet<string> { "58", "2", "55", "ant", "bee", "labeled", "classified as" }, Words(svg).ToHashSet());
        Assert.DoesNotContain("0", Words(svg));
    }

    [Fact]
    public void Bars_are_as_long_as_their_values_and_name_their_spread()
    {
        var svg = new BarPlot("Figure 6", "top-1, %", [new("linear", 40, 1.5), new("ReLU6", 20)]) { Format = "0.0" }.Draw().ToSvg();
        var bars = Parse(svg).Descendants(Svg + "rect").Where(bar => bar.Element(Svg + "title") is not null).Select(bar => (double)bar.Attribute("width")!).ToArray();
        Assert.Equal(2, bars[0] / bars[1], 0.01);
        Assert.Contains("40.0 ± 1.5", Words(svg));
        Assert.Contains("20.0", Words(svg));
    }

    [Fact]
    public void Plots_read_the_same_in_every_culture()
    {
        var plot = new LinePlot("Loss", "epoch", "loss", [new("training", [(0.5, 1.25), (1.5, 0.75)])]);
        var plain = plot.Draw().ToSvg();
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = "," } };
            Assert.Equal(plain, plot.Draw().ToSvg());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    static XElement Parse(string svg) => XDocument.Parse(svg).Root!;

    static IEnumerable<string> Words(string svg) => Parse(svg).Descendants(Svg + "text").Select(text => text.Value);

    static double Width(XElement svg) => (double)svg.Attribute("width")!;

    static double Height(XElement svg) => (double)svg.Attribute("height")!;

    static IEnumerable<(double X, double Y)> Points(XElement line) => ((string)line.Attribute("points")!)
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => point.Split(','))
        .Select(pair => (double.Parse(pair[0], CultureInfo.InvariantCulture), double.Parse(pair[1], CultureInfo.InvariantCulture)));

    /// <summary>0…255, as a grey print has it (ITU-R BT.601).</summary>
    static double Brightness(string color)
    {
        var value = int.Parse(color.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (0.299 * (value >> 16)) + (0.587 * ((value >> 8) & 255)) + (0.114 * (value & 255));
    }
}
