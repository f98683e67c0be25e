using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using MobileNetSharp.Imaging;
using MobileNetSharp.Plotting.Charts;
using MobileNetSharp.Plotting.Html;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Plotting.Tests;

public class HtmlReportTests
{
    [Fact]
    public void A_page_needs_no_other_file()
    {
        var page = new HtmlReport("Run").Plots(new LinePlot("Loss", "epoch", "loss", [new("training", [(1, 2), (2, 1)])]).Draw())
            .Images([new ReportImage(new RgbImage(300, 20), "bee, 99 %")]).ToString();
        Assert.DoesNotMatch("""(src|href)="(?!data:)|@import|<script|<link|url\(""", page);
        Assert.Matches("src=\"data:image/jpeg;base64,[A-Za-z0-9+/=]+\"", page);
    }

    [Fact]
    public void Images_are_made_small_and_can_be_decoded()
    {
        var page = new HtmlReport("Run").Images([new ReportImage(new RgbImage(4000, 1000), "x")]).ToString();
        var encoded = Convert.FromBase64String(Regex.Match(page, "base64,([^\"]+)\"").Groups[1].Value);
        var image = RgbImage.Decode(encoded);
        Assert.Equal((224, 56), (image.Width, image.Height));
    }

    [Fact]
    public void Names_cannot_become_markup()
    {
        const string Name = "<script>alert(\"1\")</script>&\u0001";
        var page = new HtmlReport(Name, Name).Heading(Name).Paragraph(Name).Code(Name).Tiles((Name, Name))
            .Table([Name], [[Name]]).Facts([new(Name, Name)]).Images([new ReportImage(new RgbImage(1, 1), Name)])
            .Plots(
                new LinePlot(Name, Name, Name, [new(Name, [(0, 0)])]) { Mark = new(0, Name) }.Draw(),
                new BarPlot(Name, Name, [new(Name, 1)]).Draw(),
                new HeatMap(Name, Name, Name, [Name], [Name], [1]).Draw()).ToString();
        Assert.DoesNotContain("<script", page);
        Assert.DoesNotContain('\u0001', page);
    }

    [Fact]
    public void The_plots_of_a_page_are_written_for_talks()
    {
        using var folder = new TempFolder();
        var plot = new LinePlot("Loss", "epoch", "loss", [new("training", [(1, 2), (2, 1)])]).Draw();
        var page = new HtmlReport("Run").Plots(plot, plot).Plots(plot);
        foreach (var name in (string[])["plots.pdf", "plots.png", "plots.svg"])
            page.Save(folder.File(name));
        Assert.Equal(3, Regex.Count(Encoding.Latin1.GetString(File.ReadAllBytes(folder.File("plots.pdf"))), @"/Type /Page\s"));
        Assert.Equal(2 * ((2 * plot.Width) + 24), RgbImage.Load(folder.File("plots.png")).Width);
        Assert.Equal(3, Regex.Count(File.ReadAllText(folder.File("plots.svg")), "<g "));
        Assert.Throws<NotSupportedException>(() => page.Save(folder.File("report.bmp")));
        Assert.Throws<InvalidOperationException>(() => new HtmlReport("Empty").Save(folder.File("none.pdf")));
    }

    /// <summary>390 pixels wide, less the page's margins: text of 13 pixels stays above 10, and what does not fit scrolls in its frame.</summary>
    [Fact]
    public void A_plot_is_readable_on_a_phone()
    {
        const double Room = 390 - (2 * 12);
        var plot = new LinePlot("Loss", "epoch", "loss", [new("training", [(1, 2), (2, 1)])]).Draw();
        var page = new HtmlReport("Run").Plots(plot).ToString();
        var least = double.Parse(Regex.Match(page, @"max-width: max\(100%, calc\(([0-9.]+) \* var\(--width\)\)\)").Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(13 * least > 10);
        Assert.True(least * plot.Width <= Room, $"{least * plot.Width} do not fit into {Room} pixels");
        Assert.Contains($"--width: {plot.Width}px", page);
    }

    [Fact]
    public void A_page_that_cannot_be_written_is_told_with_its_path()
    {
        using var folder = new TempFolder();
        var path = folder.File("none/report.html");
        Assert.Contains(path, Assert.Throws<DirectoryNotFoundException>(() => new HtmlReport("Run").Save(path)).Message);
        new HtmlReport("Run").Save(folder.File("report.html"));
        Assert.Equal(["report.html"], Directory.EnumerateFiles(folder.Path).Select(Path.GetFileName));
    }
}
