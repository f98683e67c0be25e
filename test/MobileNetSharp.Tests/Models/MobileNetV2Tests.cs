using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

public class MobileNetV2Tests
{
    [Fact]
    public void It_has_torchvisions_parameters_and_state_entries()
    {
        var weights = MobileNetV2.Build().WeightsOf().ToList();
        Assert.Equal(314, weights.Count);
        Assert.Equal(52, weights.Count(weight => weight.Role == WeightRole.BatchNormCounter));
        Assert.Equal(3_504_872, weights
            .Where(weight => weight.Role is not (WeightRole.BatchNormStatistic or WeightRole.BatchNormCounter))
            .Sum(weight => weight.Count));
    }

    [Theory]
    [InlineData("stem.relu6", 112, 32)]
    [InlineData("block0.project.bn", 112, 16)]
    [InlineData("block2.add", 56, 24)]
    [InlineData("block5.add", 28, 32)]
    [InlineData("block9.add", 14, 64)]
    [InlineData("block12.add", 14, 96)]
    [InlineData("block15.add", 7, 160)]
    [InlineData("block16.project.bn", 7, 320)]
    [InlineData("head.relu6", 7, 1280)]
    [InlineData("pool", 1, 1280)]
    [InlineData("classifier", 1, 1000)]
    [InlineData("block13.expand.relu6", 14, 576)]
    public void Its_feature_maps_are_those_of_Table_2(string node, int size, int channels) =>
        Assert.Equal(new Shape(1, size, size, channels), MobileNetV2.Build()[node].Shape);

    [Theory]
    [InlineData(32, 7, 7)]
    [InlineData(16, 14, 14)]
    [InlineData(8, 28, 28)]
    public void Dilation_keeps_the_output_stride(int outputStride, int size, int middle)
    {
        var graph = MobileNetV2.Build(new() { OutputStride = outputStride });
        Assert.Equal(size, graph["head.relu6"].Shape.Height);
        Assert.Equal(Math.Max(14, middle), graph["block12.add"].Shape.Height);
    }

    [Fact]
    public void A_removed_stride_dilates_the_later_layers_only()
    {
        var graph = MobileNetV2.Build(new() { OutputStride = 8 });
        int Dilation(int block) => ((Conv2d)graph[$"block{block}.depthwise.conv"].Op).Dilation.Height;
        Assert.Equal([1, 1, 2, 2, 2, 2, 2, 2, 2, 4, 4, 4], Enumerable.Range(5, 12).Select(Dilation));
    }
}
