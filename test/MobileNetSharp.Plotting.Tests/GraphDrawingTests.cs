using System.Globalization;
using System.Xml.Linq;
using MobileNetSharp.Models;
using MobileNetSharp.Plotting.Drawings;

namespace MobileNetSharp.Plotting.Tests;

public class GraphDrawingTests
{
    /// <summary>A network of every family.</summary>
    public static TheoryData<string> Names => [.. Networks.Names.GroupBy(name => name.Split('_')[0] + name.Split('_')[1]).Select(family => family.First())];

    /// <summary>Boxes are drawn with their nodes' names as tips, so that they can be found again.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Boxes_do_not_overlap_and_stand_below_what_they_read(string name)
    {
        var graph = Networks.Build(name);
        var boxes = Boxes(new GraphDrawing(name, graph) { HasBlocks = false }.Draw().ToSvg());
        Assert.Equal(graph.Nodes.Length, boxes.Sum(box => box.Names.Length));
        var boxOf = boxes.SelectMany(box => box.Names, (box, node) => (box, node)).ToDictionary(pair => pair.node, pair => pair.box);
        foreach (var node in graph.Nodes)
        {
            Assert.All(node.Inputs.Where(input => boxOf[input.Name] != boxOf[node.Name]), input =>
                Assert.True(boxOf[input.Name].Bottom < boxOf[node.Name].Top, $"{input.Name} is not above {node.Name}"));
        }

        foreach (var row in boxes.GroupBy(box => box.Top))
        {
            var sorted = row.OrderBy(box => box.Left).ToArray();
            Assert.All(sorted.Zip(sorted.Skip(1)), pair => Assert.True(pair.First.Right < pair.Second.Left));
        }
    }

    [Fact]
    public void A_block_that_repeats_is_drawn_once_with_its_number()
    {
        var svg = new GraphDrawing("V2", MobileNetV2.Build()).Draw().ToSvg();
        var words = XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).ToArray();
        Assert.Equal(["× 2", "× 3", "× 2", "× 2"], words.Where(word => word.StartsWith('×')));
        Assert.Contains("block7", words);
        Assert.DoesNotContain("block8", words);
        Assert.DoesNotContain(Boxes(svg), box => box.Names.Contains("block8.expand.conv"));
    }

    [Fact]
    public void More_channels_make_a_wider_box_and_a_linear_convolution_is_hatched()
    {
        var graph = MobileNetV2.Build(new() { Stages = [new(6, 24, 1, 1)] });
        var svg = new GraphDrawing("block", graph).Draw().ToSvg();
        var widths = Boxes(svg).SelectMany(box => box.Names, (box, node) => (node, box.Right - box.Left)).ToDictionary();
        Assert.True(widths["block0.project.conv"] < widths["block0.expand.conv"] && widths["block0.expand.conv"] < widths["head.conv"]);
        var hatched = new GraphDrawing("block", graph) { Nodes = [graph["block0.project.conv"], graph["block0.project.bn"]], HasBlocks = false }.Draw().ToSvg();
        var bent = new GraphDrawing("block", graph) { Nodes = [graph["block0.expand.conv"], graph["block0.expand.bn"], graph["block0.expand.relu6"]], HasBlocks = false }.Draw().ToSvg();
        Assert.Contains("<line", hatched);
        Assert.DoesNotContain("<line", bent);
    }

    [Fact]
    public void What_a_part_reads_from_elsewhere_is_drawn_as_an_input()
    {
        var graph = MobileNetV2.Build();
        var svg = new GraphDrawing("block", graph) { Nodes = [.. graph.Nodes.Where(node => node.Name.StartsWith("block2.", StringComparison.Ordinal))], HasBlocks = false }.Draw().ToSvg();
        Assert.Equal(["input", "56×56×24"], XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value).Skip(1).Take(2));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Title_legend_and_names_are_inside_the_drawing(string name) => Texts.AssertInside(new GraphDrawing(name, Networks.Build(name)).Draw());

    static List<Box> Boxes(string svg) =>
    [
        .. XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "rect" && element.Elements().Any())
            .Select(element => new Box(element.Elements().Single().Value.Split(", "), Number(element, "x"), Number(element, "y"), Number(element, "width"), Number(element, "height"))),
    ];

    static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value, CultureInfo.InvariantCulture);

    sealed record Box(string[] Names, double Left, double Top, double Width, double Height)
    {
        public double Right => Left + Width;

        public double Bottom => Top + Height;
    }
}
