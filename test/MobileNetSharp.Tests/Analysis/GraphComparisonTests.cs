using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Analysis;

public class GraphComparisonTests
{
    [Fact]
    public void A_network_does_not_differ_from_itself()
    {
        var comparison = new GraphComparison(MobileNetV2.Build(), MobileNetV2.Build());
        Assert.Empty(comparison.Differences);
        Assert.Equal(53, comparison.SameLayers);
    }

    [Fact]
    public void The_layers_that_differ_are_listed_with_both_sides()
    {
        var comparison = new GraphComparison(MobileNetV2.Build(), MobileNetV2.Build(new() { Classes = 10 }));
        var pair = Assert.Single(comparison.Differences);
        Assert.Equal(("classifier", 1000, 10), (pair.Name, pair.First!.Node.Channels, pair.Second!.Node.Channels));
        Assert.Equal(52, comparison.SameLayers);
    }

    [Fact]
    public void A_layer_that_one_network_lacks_stands_alone()
    {
        var longer = MobileNetV2.Build(new() { Stages = [.. MobileNetV2.Table2, new Stage(6, 320, 1, 1)] });
        var comparison = new GraphComparison(MobileNetV2.Build(), longer);
        Assert.Equal(["block17.expand.conv", "block17.depthwise.conv", "block17.project.conv"], comparison.Differences.Select(pair => pair.Name));
        Assert.All(comparison.Differences, pair => Assert.Null(pair.First));
    }

    /// <summary>A file from elsewhere has its own names.</summary>
    [Fact]
    public void Networks_without_a_name_in_common_are_compared_in_their_order()
    {
        static Graph Chain(string prefix, int channels)
        {
            var g = new GraphBuilder(prefix);
            var x = g.Conv2d($"{prefix}.a", g.Input("input", new Shape(1, 8, 8, 3)), 4, kernel: 3);
            g.Output("y", g.Conv2d($"{prefix}.b", x, channels, kernel: 1));
            return g.Build();
        }

        var comparison = new GraphComparison(Chain("ours", 5), Chain("theirs", 6));
        Assert.Equal((1, "ours.b, theirs.b"), (comparison.SameLayers, Assert.Single(comparison.Differences).Name));
    }
}
