using System.Xml.Linq;
using MobileNetSharp.Reporting.Classification;

namespace MobileNetSharp.Reporting.Tests;

public class ReliabilityDiagramTests
{
    static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    [Fact]
    public void A_reliability_diagram_shows_the_bins_that_have_images()
    {
        var svg = XDocument.Parse(new ReliabilityDiagram("Reliability", [new(0, 0.5, 0, 0, 0), new(0.5, 1, 8, 0.75, 0.625)]).Draw().ToSvg()).Root!;
        var tip = svg.Descendants(Svg + "rect").Select(bar => bar.Element(Svg + "title")?.Value).OfType<string>().Distinct();
        Assert.Equal(["8 images: mean confidence 75 %, accuracy 62.5 %"], tip);
    }

    [Fact]
    public void A_title_cannot_become_markup()
    {
        const string Title = "<script>alert(\"1\")</script>&\u0001";
        var svg = new ReliabilityDiagram(Title, []).Draw().ToSvg();
        Assert.DoesNotContain("<script", svg);
        Assert.DoesNotContain('\u0001', svg);
    }
}
