using System.Text;
using System.Xml.Linq;
using MobileNetSharp.Imaging;
using MobileNetSharp.Plotting.Rendering;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Plotting.Tests;

public class CanvasTests
{
    const string Red = "#d01010";

    /// <summary>A shape of each kind, and a pixel that it covers.</summary>
    static readonly (Action<Canvas> Draw, int X, int Y)[] Shapes =
    [
        (canvas => canvas.Line(10, 20, 90, 20, Red, 4), 50, 20),
        (canvas => canvas.Rectangle(20, 20, 40, 40, Red), 40, 40),
        (canvas => canvas.Circle(50, 50, 20, Red), 50, 50),
        (canvas => canvas.Path([(10, 10), (50, 50), (90, 90)], Red, 6), 50, 50),
        (canvas => canvas.Area([(0, 0), (99, 0), (99, 99), (0, 99)], Red), 50, 50),
        (canvas => canvas.Flow([(50, 10), (50, 90)], Red, 6), 50, 50),
        (canvas => canvas.Text(50, 70, "I", "middle", Red, size: 60, bold: true), 50, 50),
        (canvas => canvas.Words(50, 70, "I", 60, Red), 50, 50),
    ];

    [Fact]
    public void Every_shape_is_in_the_pixels_where_it_was_drawn()
    {
        using var folder = new TempFolder();
        foreach (var (i, (draw, x, y)) in Shapes.Index())
        {
            var canvas = new Canvas(100, 100, "shape");
            draw(canvas);
            canvas.Save(folder.File("shape.png"));
            var image = RgbImage.Load(folder.File("shape.png"));
            Assert.Equal((200, 200), (image.Width, image.Height));
            var pixel = image.Pixels.Slice(3 * ((2 * y * image.Width) + (2 * x)), 3);
            Assert.True(pixel[0] > pixel[1] + 20, $"shape {i} is not there");
        }
    }

    /// <summary>A new kind of shape has to be drawn above.</summary>
    [Fact]
    public void Every_kind_of_shape_is_tested()
    {
        var canvas = new Canvas(100, 100, "all");
        foreach (var (draw, _, _) in Shapes)
            draw(canvas);
        var kinds = Canvas.Arrange("two", [canvas]).Shapes.Concat(canvas.Shapes).Select(shape => shape.GetType()).Distinct();
        Assert.Equal(typeof(Shape).Assembly.GetTypes().Where(type => type.BaseType == typeof(Shape)).Select(type => type.Name).Order(), kinds.Select(type => type.Name).Order());
    }

    [Fact]
    public void A_pdf_is_a_page_of_the_canvas_s_size_with_its_font()
    {
        using var folder = new TempFolder();
        var canvas = new Canvas(320, 200, "page");
        canvas.Text(10, 50, "Größe, ширина, αβγ → ×");
        canvas.Save(folder.File("page.PDF"));
        var pdf = Encoding.Latin1.GetString(File.ReadAllBytes(folder.File("page.PDF")));
        Assert.StartsWith("%PDF-", pdf);
        Assert.Matches(@"/MediaBox \[0 0 320 200\]", pdf);
        Assert.Contains("Arimo", pdf);
    }

    [Fact]
    public void The_extension_says_the_format_and_an_unknown_one_writes_nothing()
    {
        using var folder = new TempFolder();
        var canvas = new Canvas(100, 50, "page <1>");
        foreach (var extension in Canvas.Extensions)
            canvas.Save(folder.File($"page{extension}"));
        Assert.Equal("svg", XDocument.Load(folder.File("page.svg")).Root!.Name.LocalName);
        Assert.Contains("page &lt;1&gt;", File.ReadAllText(folder.File("page.html")));
        foreach (var name in (string[])["page.jpg", "page"])
        {
            Assert.Contains(".svg, .png, .pdf, .html", Assert.Throws<NotSupportedException>(() => canvas.Save(folder.File(name))).Message);
            Assert.False(File.Exists(folder.File(name)));
        }
    }

    [Fact]
    public void Canvases_stand_side_by_side_as_far_as_there_is_room()
    {
        Canvas[] three = [new(100, 50, "a"), new(80, 70, "b"), new(60, 20, "c")];
        Assert.Equal((288, 70), Size(Canvas.Arrange("all", three)));
        Assert.Equal((204, 114), Size(Canvas.Arrange("all", three, 210)));
        Assert.Equal((100, 188), Size(Canvas.Arrange("all", three, 100)));

        static (double, double) Size(Canvas canvas) => (canvas.Width, canvas.Height);
    }

    /// <summary>A drawing of a large network is painted in fewer pixels, not in gigabytes.</summary>
    [Fact]
    public void A_huge_canvas_becomes_an_image_of_bounded_size()
    {
        using var folder = new TempFolder();
        new Canvas(500, 80_000, "tall").Save(folder.File("tall.png"));
        var image = RgbImage.Load(folder.File("tall.png"));
        Assert.InRange((long)image.Width * image.Height, 30L << 20, 66L << 20);
    }
}
