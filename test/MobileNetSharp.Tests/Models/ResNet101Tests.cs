using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

/// <summary>Against He et al., arXiv 1512.03385, torchvision's resnet101, TF-slim's resnet_v1.py and DeepLab's resnet_v1_beta.py.</summary>
public class ResNet101Tests
{
    [Theory]
    [InlineData("stem.relu", 112, 64)]
    [InlineData("stem.pool", 56, 64)]
    [InlineData("block1.relu", 56, 256)]
    [InlineData("block2.relu", 28, 256)]
    [InlineData("block6.relu", 14, 512)]
    [InlineData("block29.relu", 7, 1024)]
    [InlineData("block32.relu", 7, 2048)]
    [InlineData("classifier", 1, 1000)]
    public void Its_feature_maps_are_TF_slims(string node, int size, int channels) =>
        Assert.Equal(new Shape(1, size, size, channels), ResNet101.Build()[node].Shape);

    [Theory]
    [InlineData(ResNetStride.LastUnit, "block2.conv.conv block6.conv.conv block29.conv.conv")]
    [InlineData(ResNetStride.FirstUnit, "block3.reduce.conv block7.reduce.conv block30.reduce.conv")]
    [InlineData(ResNetStride.FirstUnitFilter, "block3.conv.conv block7.conv.conv block30.conv.conv")]
    public void The_map_is_halved_where_asked_for(ResNetStride stride, string nodes) => Assert.Equal(
        nodes.Split(' '),
        ResNet101.Build(new() { Stride = stride }).Nodes
            .Where(node => node.Op is Conv2d { Stride.Height: 2 } && !node.Name.Contains("stem", StringComparison.Ordinal)
                && !node.Name.Contains("shortcut", StringComparison.Ordinal))
            .Select(node => node.Name));

    /// <summary>The count of torchvision's resnet101 (its table: 44,549,160 parameters, 7.80 GFLOPS), of which 105,344 are γ and β.</summary>
    [Fact]
    public void It_has_torchvisions_parameters_and_multiply_adds()
    {
        var costs = ResNet101.Build(new() { Stride = ResNetStride.FirstUnitFilter, Dialect = Dialect.PyTorch }).Analyze();
        Assert.Equal((44_549_160, 44_443_816), (costs.Parameters, costs.ParametersWithoutBatchNorm));
        Assert.Equal(7.80, Math.Round(costs.Madds / 1e9, 2));
    }

    /// <summary>Table 1 of He et al. says 7.6·10⁹ multiply-adds: 7.57 are counted, and 7.19 with TF-slim's stride.</summary>
    [Theory]
    [InlineData(ResNetStride.FirstUnit, 7_570_194_432)]
    [InlineData(ResNetStride.LastUnit, 7_194_476_544)]
    public void Its_multiply_adds_depend_on_where_the_map_is_halved(ResNetStride stride, long madds) =>
        Assert.Equal(madds, ResNet101.Build(new() { Stride = stride }).Analyze().Madds);

    [Theory]
    [InlineData(ResNetStride.LastUnit)]
    [InlineData(ResNetStride.FirstUnit)]
    public void Its_parameters_do_not_depend_on_where_the_map_is_halved(ResNetStride stride) =>
        Assert.Equal(44_549_160, ResNet101.Build(new() { Stride = stride }).Analyze().Parameters);

    [Theory]
    [InlineData(32, 7, 1, 1)]
    [InlineData(16, 14, 1, 2)]
    [InlineData(8, 28, 2, 4)]
    public void Dilation_keeps_the_output_stride(int outputStride, int size, int third, int last)
    {
        var graph = ResNet101.Build(new() { OutputStride = outputStride });
        int Dilation(int block) => ((Conv2d)graph[$"block{block}.conv.conv"].Op).Dilation.Height;
        Assert.Equal(size, graph["block32.relu"].Shape.Height);
        // As TF-slim: the unit that would halve the map still has the dilation of those before it.
        Assert.Equal((1, third, third, last), (Dilation(6), Dilation(7), Dilation(29), Dilation(30)));
    }

    [Fact]
    public void A_multi_grid_dilates_the_units_of_the_last_stage_in_turn()
    {
        var graph = ResNet101.Build(new() { OutputStride = 16, MultiGrid = [1, 3] });
        Assert.Equal([1, 2, 6, 2], Enumerable.Range(29, 4).Select(block => ((Conv2d)graph[$"block{block}.conv.conv"].Op).Dilation.Height));
    }

    [Fact]
    public void DeepLabs_stem_is_three_small_convolutions()
    {
        var graph = ResNet101.Build(new() { HasDeepStem = true, Resolution = 513 });
        Assert.Equal([257, 257, 257, 129], new[] { "stem0.relu", "stem1.relu", "stem2.relu", "stem.pool" }.Select(name => graph[name].Shape.Height));
        Assert.Equal([64, 64, 128], Enumerable.Range(0, 3).Select(i => graph[$"stem{i}.relu"].Channels));
    }

    [Fact]
    public void Strided_windows_are_padded_alike_but_for_the_pooling_of_TensorFlow()
    {
        var graph = ResNet101.Build();
        Assert.Equal(new Padding(3, 3, 3, 3), ((Conv2d)graph["stem.conv"].Op).Padding);
        Assert.Equal(Padding.Same, ((Pool)graph["stem.pool"].Op).Padding);
        Assert.Equal(new BatchNorm(1e-5), graph["stem.bn"].Op);
    }
}
