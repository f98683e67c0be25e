using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Analysis;

public class ReceptiveFieldTests
{
    static Size Field(Graph graph, string node) => graph.Analyze().Nodes.Single(cost => cost.Node.Name == node).ReceptiveField;

    /// <summary>The fields that Araujo, Norris and Sim print (https://distill.pub/2019/computing-receptive-fields/).</summary>
    [Fact]
    public void The_last_feature_maps_of_the_MobileNets_see_315_and_491_pixels()
    {
        Assert.Equal(315, Field(MobileNetV1.Build(), "block12.pointwise.relu6"));
        Assert.Equal(491, Field(MobileNetV2.Build(), "head.relu6"));
    }

    [Fact]
    public void Dilation_widens_the_field_as_the_stride_that_it_replaces() => Assert.Equal(
        Field(MobileNetV2.Build(), "head.relu6"), Field(MobileNetV2.Build(new() { OutputStride = 8 }), "head.relu6"));

    [Fact]
    public void After_the_pooling_everything_is_seen() =>
        Assert.Equal(491 + (6 * 32), Field(MobileNetV2.Build(), "classifier").Width);

    [Fact]
    public void Where_branches_meet_the_widest_counts()
    {
        var g = new GraphBuilder("branches");
        var x = g.Input("input", new Shape(1, 32, 32, 1));
        g.Output("sum", g.Add("add", g.Conv2d("three", x, 4, kernel: 3), g.Conv2d("five", x, 4, new Size(1, 5), dilation: 2)));
        Assert.Equal(new Size(3, 9), Field(g.Build(), "add"));
    }
}
