using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

public class MobileNetV1Tests
{
    [Theory]
    [InlineData("stem.relu6", 112, 32)]
    [InlineData("block0.pointwise.relu6", 112, 64)]
    [InlineData("block2.pointwise.relu6", 56, 128)]
    [InlineData("block4.pointwise.relu6", 28, 256)]
    [InlineData("block10.pointwise.relu6", 14, 512)]
    [InlineData("block12.pointwise.relu6", 7, 1024)]
    [InlineData("classifier", 1, 1000)]
    public void Its_feature_maps_are_those_of_its_table(string node, int size, int channels) =>
        Assert.Equal(new Shape(1, size, size, channels), MobileNetV1.Build()[node].Shape);

    [Theory]
    [InlineData(0.25, 8)]
    [InlineData(0.1, 8)]
    [InlineData(0.3, 9)]
    public void Its_widths_are_cut_to_whole_channels_of_at_least_8(double width, int channels) =>
        Assert.Equal(channels, MobileNetV1.Build(new() { WidthMultiplier = width })["stem.conv"].Channels);

    [Theory]
    [InlineData(32, 7, 1)]
    [InlineData(16, 14, 2)]
    [InlineData(8, 28, 4)]
    public void Dilation_keeps_the_output_stride(int outputStride, int size, int lastDilation)
    {
        var graph = MobileNetV1.Build(new() { OutputStride = outputStride });
        Assert.Equal(size, graph["block12.pointwise.relu6"].Shape.Height);
        Assert.Equal(lastDilation, ((Conv2d)graph["block12.depthwise.conv"].Op).Dilation.Height);
    }

    [Fact]
    public void Its_dropout_is_TF_slims() => Assert.Equal(new Dropout(0.001), MobileNetV1.Build()["dropout"].Op);
}
