using CsCheck;
using MobileNetSharp.Analysis;
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

    /// <summary>What torchvision 0.14.1 counts for mobilenet_v2(width_mult) at widths where the 90 % rule and the last convolution's matter.</summary>
    [Theory]
    [InlineData(0.1, 1_367_080)]
    [InlineData(0.35, 1_677_128)]
    [InlineData(1.3, 5_386_792)]
    [InlineData(2.0, 11_258_088)]
    public void Widths_round_as_torchvisions(double width, long parameters) =>
        Assert.Equal(parameters, MobileNetV2.Build(new() { WidthMultiplier = width, Dialect = Dialect.PyTorch }).Analyze().Parameters);

    [Fact]
    public void At_expansion_0_a_block_with_a_shortcut_is_the_identity_and_one_without_keeps_a_channel()
    {
        var graph = MobileNetV2.Build(new() { Expansion = 0 });
        Assert.Null(graph.Find("block2.depthwise.conv"));
        Assert.Equal("block1.project.bn", graph["block3.expand.conv"].Inputs[0].Name);
        Assert.Equal(1, graph["block1.expand.conv"].Channels);
        Assert.DoesNotContain(graph.Nodes, node => node.Op is Add);
    }

    [Theory]
    [InlineData(0.5, 12)]
    [InlineData(0.01, 1)]
    [InlineData(2.4, 58)]
    [InlineData(10, 240)]
    public void Any_expansion_gives_the_nearest_number_of_inner_channels(double t, int hidden)
    {
        var graph = MobileNetV2.Build(new() { Expansion = t });
        Assert.Equal(hidden, graph["block2.depthwise.conv"].Channels);
        Assert.Equal(32, graph["block0.depthwise.conv"].Channels);
    }

    /// <summary>Narrow inside and wide at the ends that the shortcut joins below 1, the other way round above (§3.4, Figure 3).</summary>
    [Fact]
    public void Below_1_a_block_is_a_classical_residual_block_and_above_an_inverted_one() => Gen.OneOf(Gen.Double[0.1, 0.9], Gen.Double[1.1, 12]).Sample(t =>
    {
        var blocks = BottleneckBlock.Find(MobileNetV2.Build(new() { Expansion = t })).Where(block => block.Add is not null).ToList();
        Assert.Equal(10, blocks.Count);
        Assert.All(blocks, block =>
        {
            Assert.Equal((int)Math.Round(t * block.Input.Channels), block.Hidden);
            Assert.Equal(Math.Sign(t - 1), Math.Sign(block.Hidden - block.Output.Channels));
            Assert.Contains(block.Input, block.Add!.Inputs);
            Assert.Equal((1, 3, 1), (Kernel(block.Expand!), Kernel(block.Depthwise), Kernel(block.Project)));
        });
    }, iter: 20);

    static int Kernel(Node node) => ((Conv2d)node.Op).Kernel.Height;

    [Fact]
    public void At_expansion_1_nothing_is_expanded() => Assert.DoesNotContain(
        MobileNetV2.Build(new() { Expansion = 1 }).Nodes, node => node.Name.Contains("expand", StringComparison.Ordinal));

    [Fact]
    public void Dropout_and_classes_are_as_asked_for()
    {
        Assert.Equal(new Dropout(0.2), MobileNetV2.Build()["dropout"].Op);
        var graph = MobileNetV2.Build(new() { Dropout = 0, Classes = 21 });
        Assert.Null(graph.Find("dropout"));
        Assert.Equal(21, graph.Outputs.Single(output => output.Name == "logits").Node.Channels);
    }

    [Theory]
    [InlineData(-0.1, 32, "Expansion", "the expansion must be from 0 to 1000, is -0.1")]
    [InlineData(6, 4, "OutputStride", "the output stride must be 8, 16 or 32, is 4")]
    public void An_option_out_of_bounds_is_named(double expansion, int outputStride, string option, string rule) => OutOfBounds.Assert(option, rule,
        () => MobileNetV2.Build(new() { Expansion = expansion, OutputStride = outputStride }));

    [Theory]
    [InlineData(-1, 224, "WidthMultiplier", "the width multiplier must be above 0 and at most 100, is -1")]
    [InlineData(1, 0, "Resolution", "the resolution must be at least 32x32, is 0x0")]
    public void A_width_or_resolution_out_of_bounds_is_named(double width, int resolution, string option, string rule) => OutOfBounds.Assert(option, rule,
        () => MobileNetV2.Build(new() { WidthMultiplier = width, Resolution = resolution }));
}
