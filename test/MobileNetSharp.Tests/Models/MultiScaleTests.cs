using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

public class MultiScaleTests
{
    [Fact]
    public void The_papers_evaluation_runs_each_image_at_six_sizes_twice()
    {
        var graphs = MultiScale.Table7.Graphs(DeepLabV3.Build()).ToList();
        Assert.Equal(12, MultiScale.Table7.Passes);
        Assert.Equal(
            new[] { 257, 385, 513, 641, 769, 897 }.SelectMany(side => new[] { side, side }),
            graphs.Select(graph => graph.Inputs[0].Shape.Height));
    }

    [Fact]
    public void Sides_are_scaled_between_the_centers_of_their_outer_pixels_and_cut()
    {
        Assert.Equal(49, MultiScale.Scaled(65, 0.75));
        Assert.Equal(375, MultiScale.Scaled(500, 0.75));
        Assert.Equal(1, MultiScale.Scaled(1, 0.5));
    }

    [Fact]
    public void Without_flips_each_size_is_seen_once()
    {
        var graph = DeepLabV3.Build(new() { Resolution = new Size(33, 65) });
        Assert.Equal(
            [new Size(33, 65), new Size(65, 129)],
            new MultiScale([1, 2], Flips: false).Graphs(graph).Select(scaled => scaled.Inputs[0].Shape.Size));
    }
}
