using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

/// <summary>Against Zoph et al., arXiv 1707.07012, and TF-slim's nets/nasnet (nasnet.py, nasnet_utils.py, nasnet_test.py).</summary>
public class NasNetATests
{
    /// <summary>nasnet_test.py, testAllEndPointsShapesMobileModel.</summary>
    [Theory]
    [InlineData("stem.bn", 111, 32)]
    [InlineData("stem0.concat", 56, 44)]
    [InlineData("stem1.concat", 28, 88)]
    [InlineData("cell0.concat", 28, 264)]
    [InlineData("cell3.concat", 28, 264)]
    [InlineData("reduction0.concat", 14, 352)]
    [InlineData("cell4.concat", 14, 528)]
    [InlineData("cell7.concat", 14, 528)]
    [InlineData("reduction1.concat", 7, 704)]
    [InlineData("cell8.concat", 7, 1056)]
    [InlineData("cell11.concat", 7, 1056)]
    [InlineData("classifier", 1, 1000)]
    public void Its_feature_maps_are_TF_slims(string node, int size, int channels) =>
        Assert.Equal(new Shape(1, size, size, channels), NasNetA.Build()[node].Shape);

    /// <summary>
    /// Table 4 of the MobileNetV2 paper and TF-slim's README say 5.3M and 564M; Keras counts 5,289,978 trained parameters of
    /// NASNetMobile (keras.applications).
    /// </summary>
    [Fact]
    public void It_has_the_published_parameters_and_multiply_adds()
    {
        var costs = NasNetA.Build().Analyze();
        Assert.Equal((5_289_978, 5_253_240), (costs.Parameters, costs.ParametersWithoutBatchNorm));
        Assert.Equal(5.3, Math.Round(costs.ParametersWithoutBatchNorm / 1e6, 1));
        Assert.Equal(563_638_816, costs.Madds);
        Assert.Equal(564, Math.Round(costs.Madds / 1e6));
    }

    [Fact]
    public void Separable_convolutions_come_in_twos_each_after_ReLU_and_without_batch_norm_between_their_halves()
    {
        var graph = NasNetA.Build();
        var left = graph["cell5.sum0.left.pointwise1.bn"];
        Assert.Equal(
            [
                "cell5.sum0.left.pointwise1.bn", "cell5.sum0.left.pointwise1.conv", "cell5.sum0.left.depthwise1",
                "cell5.sum0.left.pointwise0.bn.relu", "cell5.sum0.left.pointwise0.bn", "cell5.sum0.left.pointwise0.conv",
                "cell5.sum0.left.depthwise0", "cell5.input.bn.relu",
            ],
            Chain(left).Take(8));
        Assert.Equal((5, 5), (Kernel(graph, "cell5.sum0.left.depthwise0"), Kernel(graph, "cell5.sum0.left.depthwise1")));
        Assert.Equal((7, 2), (Kernel(graph, "reduction0.sum0.right.depthwise0"), ((Conv2d)graph["reduction0.sum0.right.depthwise0"].Op).Stride.Height));
    }

    [Fact]
    public void Means_leave_padding_out() => Assert.All(
        NasNetA.Build().Nodes.Select(node => node.Op).OfType<Pool>().Where(pool => pool.Kind == PoolKind.Average && pool.Kernel == 3),
        pool => Assert.Equal((Padding.Same, false), (pool.Padding, pool.CountsPadding)));

    [Fact]
    public void A_larger_map_of_the_cell_before_is_read_by_two_paths_a_pixel_apart()
    {
        var graph = NasNetA.Build();
        string[] fitted = [.. graph.Nodes.Where(node => node.Op is Pad).Select(node => node.Name.Split('.')[0])];
        Assert.Equal(["stem1", "cell0", "cell4", "cell8"], fitted);
        Assert.Equal(new Pad(new Padding(-1, -1, 1, 1)), graph["cell4.previous.shift"].Op);
        Assert.Equal((44, 44), (graph["cell4.previous.even.conv"].Channels, graph["cell4.previous.odd.conv"].Channels));
        Assert.Equal("reduction0.concat.relu", graph["cell5.previous.conv"].Inputs[0].Name);
    }

    [Theory]
    [InlineData(42, 4, "Filters", "the filters must be a multiple of 4 up to 4096, are 42")]
    [InlineData(44, 0, "CellsPerGroup", "each group needs from 1 to 100 cells, not 0")]
    public void An_option_out_of_bounds_is_named(int filters, int cells, string option, string rule) => OutOfBounds.Assert(option, rule,
        () => NasNetA.Build(new() { Filters = filters, CellsPerGroup = cells }));

    static int Kernel(Graph graph, string node) => ((Conv2d)graph[node].Op).Kernel.Height;

    static IEnumerable<string> Chain(Node node)
    {
        for (; ; node = node.Inputs[0])
            yield return node.Name;
    }
}
