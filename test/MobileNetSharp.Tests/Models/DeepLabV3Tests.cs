using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

public class DeepLabV3Tests
{
    [Theory]
    [InlineData("deeplabv3_mobilenet_v2_513", "block16.project.bn", 33, 320)]
    [InlineData("deeplabv3_mobilenet_v2_os8_513", "block16.project.bn", 65, 320)]
    [InlineData("deeplabv3_mobilenet_v2_os32_513", "block16.project.bn", 17, 320)]
    [InlineData("deeplabv3_mobilenet_v1_513", "block12.pointwise.relu6", 33, 1024)]
    [InlineData("deeplabv3_mobilenet_v1_os8_513", "block12.pointwise.relu6", 65, 1024)]
    [InlineData("deeplabv3_resnet_101_513", "block32.relu", 33, 2048)]
    [InlineData("deeplabv3_resnet_101_os8_513", "block32.relu", 65, 2048)]
    [InlineData("deeplabv3_mobilenet_v2_0.5_os8_257", "block16.project.bn", 33, 160)]
    public void The_head_reads_the_last_features_at_the_output_stride(string name, string node, int size, int channels)
    {
        var features = Networks.Build(name)["deeplab.aspp0.conv"].Inputs[0];
        Assert.Equal((node, new Shape(1, size, size, channels)), (features.Name, features.Shape));
    }

    [Fact]
    public void Every_pixel_of_the_image_gets_a_score_for_each_class()
    {
        var graph = DeepLabV3.Build(new() { Resolution = new Size(65, 97), Batch = 2, Classes = 7 });
        Assert.Equal(new Shape(2, 65, 97, 7), Assert.Single(graph.Outputs).Node.Shape);
        Assert.Equal(new Shape(2, 5, 7, 7), graph["deeplab.classes.conv"].Shape);
        Assert.Equal(new Shape(1, 33, 129, 7), graph.WithInput(1, 33, 129).Outputs[0].Node.Shape);
    }

    [Theory]
    [InlineData(16, new[] { 6, 12, 18 })]
    [InlineData(8, new[] { 12, 24, 36 })]
    public void ASPP_looks_three_times_further_and_twice_as_far_at_output_stride_8(int outputStride, int[] rates)
    {
        var graph = DeepLabV3.Build(new() { HasAspp = true, OutputStride = outputStride });
        Assert.Equal(rates, Enumerable.Range(1, 3).Select(i => ((Conv2d)graph[$"deeplab.aspp{i}.conv"].Op).Dilation.Height));
        Assert.Equal(5 * 256, graph["deeplab.concat"].Channels);
    }

    [Fact]
    public void Without_ASPP_the_head_sees_places_and_the_mean_of_the_image()
    {
        var concat = DeepLabV3.Build()["deeplab.concat"];
        Assert.Equal(["deeplab.image_pooling.resize", "deeplab.aspp0.relu"], concat.Inputs.Select(input => input.Name));
        Assert.Equal(2 * 256, concat.Channels);
    }

    [Fact]
    public void The_head_has_its_own_epsilon_ReLU_and_corners()
    {
        var head = DeepLabV3.Build(new() { HasAspp = true }).Nodes.Where(DeepLabV3.IsHead).ToList();
        Assert.Equal(6, head.Count(node => node.Op == new BatchNorm(1e-5)));
        Assert.Equal(6, head.Count(node => node.Op == Activation.Relu));
        Assert.DoesNotContain(head, node => node.Op == Activation.Relu6);
        Assert.All(
            head.Select(node => node.Op).OfType<Resize>(),
            resize => Assert.Equal(new Resize(ResizeMode.Bilinear, CoordinateMode.AlignCorners), resize));
        Assert.Contains(new Dropout(0.1), head.Select(node => node.Op));
    }

    [Theory]
    [InlineData(16, new[] { 2, 4, 8 })]
    [InlineData(8, new[] { 4, 8, 16 })]
    public void ResNet_has_DeepLabs_stem_and_multi_grid_and_an_epsilon_of_1e_5(int outputStride, int[] dilations)
    {
        var graph = Networks.Build($"deeplabv3_resnet_101_os{outputStride}_513");
        Assert.Equal(dilations, Enumerable.Range(30, 3).Select(i => ((Conv2d)graph[$"block{i}.conv.conv"].Op).Dilation.Height));
        Assert.Equal(128, graph["stem2.conv"].Channels);
        Assert.All(graph.Nodes.Select(node => node.Op).OfType<BatchNorm>(), op => Assert.Equal(1e-5, op.Epsilon));
    }

    [Theory]
    [InlineData("deeplabv3_mobilenet_v1_aspp_os16_321x513", "deeplabv3_mobilenet_v1_aspp_321x513")]
    [InlineData("deeplabv3_mobilenet_v2_1.0_513", "deeplabv3_mobilenet_v2_513")]
    public void A_name_may_say_what_is_meant_anyway(string name, string shorter) => Assert.Equal(shorter, Networks.Build(name).Name);

    [Theory]
    [InlineData("deeplabv3_mobilenet_v2_os4_513")]
    [InlineData("deeplabv3_mobilenet_v2_os8_aspp_513")]
    [InlineData("deeplabv3_mobilenet_v3_513")]
    [InlineData("deeplabv3_resnet_101_0.5_513")]
    public void Other_names_are_none(string name) => Assert.False(Networks.TryParse(name, out _));

    public static TheoryData<DeepLabV3Options, string, string> Refused => new()
    {
        { new DeepLabV3Options { Classes = 0 }, "Classes", "the network needs from 1 to 65536 classes, not 0" },
        { new DeepLabV3Options { OutputStride = 4 }, "OutputStride", "the output stride must be 8, 16 or 32, is 4" },
        { new DeepLabV3Options { Backbone = new MobileNetV1Options { WidthMultiplier = 0 } }, "WidthMultiplier", "the width multiplier must be above 0 and at most 100, is 0" },
        { new DeepLabV3Options { Backbone = new ResNet101Options { MultiGrid = [1, 0] } }, "MultiGrid", "the multi-grid needs a dilation, and each from 1 to 1024" },
        { new DeepLabV3Options { Backbone = new MobileNetV2Options { ChannelDivisor = 0 } }, "ChannelDivisor", "the channels' divisor must be from 1 to 1024, is 0" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void An_option_out_of_bounds_is_named(DeepLabV3Options options, string option, string rule) =>
        OutOfBounds.Assert(option, rule, () => DeepLabV3.Build(options));
}
