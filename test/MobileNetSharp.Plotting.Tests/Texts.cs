using System.Xml.Linq;
using MobileNetSharp.Plotting.Rendering;

namespace MobileNetSharp.Plotting.Tests;

/// <summary>Where the texts of a drawing are.</summary>
static class Texts
{
    /// <summary>Every level text begins and ends inside the canvas, by the widths of the font in which PNG and PDF are painted.</summary>
    public static void AssertInside(Canvas canvas)
    {
        const double Tolerance = 0.1;
        var texts = XDocument.Parse(canvas.ToSvg()).Descendants().Where(element => element.Name.LocalName == "text" && element.Attribute("transform") is null).ToArray();
        Assert.NotEmpty(texts);
        foreach (var text in texts)
        {
            var width = Canvas.TextWidth(text.Value, (double)text.Attribute("font-size")!, text.Attribute("font-weight") is not null) / 1.1;
            var left = (double)text.Attribute("x")! - (width * ((string)text.Attribute("text-anchor")! switch { "middle" => 0.5, "end" => 1, _ => 0 }));
            Assert.True(left >= -Tolerance && left + width <= canvas.Width + Tolerance, $"'{text.Value}' from {left} to {left + width} of {canvas.Width}: {canvas.Title}");
            Assert.InRange((double)text.Attribute("y")!, 0, canvas.Height);
        }
    }
}
