using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

public class SsdTests
{
    public static TheoryData<SsdOptions> Detectors =>
    [
        new SsdOptions(),
        new SsdOptions { IsLite = false },
        new SsdOptions { Backbone = new MobileNetV1Options() },
        new SsdOptions { Backbone = new MobileNetV1Options(), IsLite = false },
    ];

    [Theory, MemberData(nameof(Detectors))]
    public void Six_maps_have_boxes_and_classes_for_2034_anchors_at_320(SsdOptions options)
    {
        var graph = Ssd.Build(options);
        Assert.Equal(
            ["boxes0", "classes0", "boxes1", "classes1", "boxes2", "classes2", "boxes3", "classes3", "boxes4", "classes4", "boxes5", "classes5"],
            graph.Outputs.Select(output => output.Name));
        Assert.Equal([20, 10, 5, 3, 2, 1], Sizes(graph));
        Assert.Equal(2034 * 4, Count(graph, "boxes"));
        Assert.Equal(2034 * 81, Count(graph, "classes"));
    }

    [Fact]
    public void The_published_model_has_1917_anchors_at_300_and_91_outputs_each()
    {
        var graph = Ssd.Build(new() { Resolution = 300, Classes = 90 });
        Assert.Equal([19, 10, 5, 3, 2, 1], Sizes(graph));
        Assert.Equal(1917 * 4, Count(graph, "boxes"));
        Assert.Equal(1917 * 91, Count(graph, "classes"));
    }

    [Theory]
    [InlineData(2, "block13.expand.relu6", 576, "head.relu6", 1280)]
    [InlineData(1, "block10.pointwise.relu6", 512, "block12.pointwise.relu6", 1024)]
    public void It_reads_the_maps_of_strides_16_and_32_that_TensorFlow_reads(
        int version, string stride16, int channels16, string stride32, int channels32)
    {
        var graph = Ssd.Build(new() { Backbone = version == 1 ? new MobileNetV1Options() : new MobileNetV2Options() });
        Assert.All(["boxes", "classes"], what =>
        {
            Assert.Equal((stride16, channels16), Map(graph, $"ssd.{what}0"));
            Assert.Equal((stride32, channels32), Map(graph, $"ssd.{what}1"));
        });
        Assert.Equal(stride32, graph["ssd.extra0.reduce.conv"].Inputs[0].Name);
    }

    [Theory]
    [InlineData(1, new[] { 256, 512, 128, 256, 128, 256, 64, 128 })]
    [InlineData(0.75, new[] { 192, 384, 96, 192, 96, 192, 48, 96 })]
    [InlineData(0.1, new[] { 25, 51, 16, 25, 16, 25, 16, 16 })]
    public void Extra_layers_halve_the_channels_first_and_are_as_wide_as_the_backbone(double width, int[] channels)
    {
        var graph = Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = width } });
        Assert.Equal(channels, Enumerable.Range(0, 4).SelectMany(i => new[]
        {
            graph[$"ssd.extra{i}.reduce.conv"].Channels, graph[$"ssd.extra{i}.pointwise.conv"].Channels,
        }));
    }

    /// <summary>The channels of Google's mobile_object_localizer_v1, an SSDLite MobileNetV2 0.75 at 192².</summary>
    [Fact]
    public void At_width_0_75_the_maps_are_as_wide_as_in_Googles_object_localizer()
    {
        var graph = Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = 0.75 }, Resolution = 192, Classes = 1 });
        Assert.Equal([12, 6, 3, 2, 1, 1], Sizes(graph));
        Assert.Equal([432, 960, 384, 192, 192, 96], Enumerable.Range(0, 6).Select(i => Map(graph, $"ssd.boxes{i}").Channels));
        Assert.Equal(738 * 4, Count(graph, "boxes"));
    }

    [Theory]
    [InlineData(0.35, null, 448)]
    [InlineData(0.5, null, 640)]
    [InlineData(0.5, false, 1280)]
    [InlineData(1.4, null, 1792)]
    [InlineData(1.4, true, 1792)]
    public void The_last_convolution_of_the_backbone_becomes_narrower_with_the_width_unless_it_is_said_not_to(double width, bool? narrows, int channels) =>
        Assert.Equal(channels, Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = width, NarrowsHead = narrows } })["head.relu6"].Channels);

    [Fact]
    public void SSDLite_is_SSD_with_every_3x3_convolution_of_the_head_made_separable()
    {
        static IEnumerable<Conv2d> Wide(bool isLite) => Ssd.Build(new() { IsLite = isLite }).Nodes
            .Where(Ssd.IsHead).Select(node => node.Op).OfType<Conv2d>().Where(conv => conv.Kernel == 3);
        Assert.All(Wide(isLite: true), conv => Assert.Equal(conv.Channels, conv.Groups));
        Assert.All(Wide(isLite: false), conv => Assert.Equal(1, conv.Groups));
        Assert.Equal(4 + 12, Wide(isLite: true).Count());
        Assert.Equal(4 + 12, Wide(isLite: false).Count());
    }

    [Fact]
    public void Predictions_are_linear_with_a_bias_and_everything_before_them_is_normalized()
    {
        var graph = Ssd.Build();
        Assert.All(graph.Outputs, output => Assert.True(Assert.IsType<Conv2d>(output.Node.Op).HasBias));
        Assert.All(graph.Nodes.Where(node => node.Op is Conv2d && !graph.IsOutput(node)), node =>
        {
            Assert.False(((Conv2d)node.Op).HasBias);
            Assert.IsType<BatchNorm>(Assert.Single(graph.ReadersOf(node)).Op);
        });
    }

    [Fact]
    public void Backbones_with_other_blocks_are_attached_at_their_last_stride()
    {
        var backbone = new MobileNetV2Options { Stages = [new(1, 8, 1, 2), new(4, 16, 2, 2), new(4, 24, 1, 2), new(4, 32, 2, 2)] };
        var graph = Ssd.Build(new() { Backbone = backbone, Resolution = 96, Classes = 3 });
        Assert.Equal([6, 3, 2, 1, 1, 1], Sizes(graph));
        Assert.Equal("block4.expand.relu6", Map(graph, "ssd.boxes0").Name);
    }

    [Fact]
    public void Resolution_batch_and_dialect_are_the_detectors_not_the_backbones()
    {
        var graph = Ssd.Build(new()
        {
            Resolution = new Size(96, 128),
            Batch = 2,
            Dialect = Dialect.PyTorch,
            Backbone = new MobileNetV1Options { Resolution = 224, WidthMultiplier = 0.5 },
        });
        Assert.Equal("ssdlite_mobilenet_v1_0.5_96x128", graph.Name);
        Assert.Equal(new Shape(2, 96, 128, 3), graph.Inputs[0].Shape);
        Assert.All(graph.Nodes.Select(node => node.Op).OfType<Conv2d>(), conv => Assert.False(conv.Padding.IsSame));
    }

    public static TheoryData<SsdOptions, string, string> Refused => new()
    {
        { new SsdOptions { Classes = 0 }, "Classes", "the network needs from 1 to 1000 classes, not 0" },
        { new SsdOptions { Resolution = 31 }, "Resolution", "the resolution must be at least 32x32, is 31x31" },
        { new SsdOptions { Backbone = new MobileNetV2Options { WidthMultiplier = 0 } }, "WidthMultiplier", "the width multiplier must be above 0 and at most 100, is 0" },
        { new SsdOptions { Backbone = new MobileNetV2Options { Expansion = -1 } }, "Expansion", "the expansion must be from 0 to 1000, is -1" },
    };

    [Theory, MemberData(nameof(Refused))]
    public void An_option_out_of_bounds_is_named(SsdOptions options, string option, string rule) =>
        OutOfBounds.Assert(option, rule, () => Ssd.Build(options));

    static IEnumerable<int> Sizes(Graph graph) =>
        graph.Outputs.Where(output => output.Name.StartsWith("boxes", StringComparison.Ordinal)).Select(output => output.Node.Shape.Height);

    static long Count(Graph graph, string what) =>
        graph.Outputs.Where(output => output.Name.StartsWith(what, StringComparison.Ordinal)).Sum(output => output.Node.Shape.CountPerImage);

    /// <summary>The map that a predictor reads.</summary>
    static (string Name, int Channels) Map(Graph graph, string predictor)
    {
        var map = graph[$"{predictor}.depthwise.conv"].Inputs[0];
        return (map.Name, map.Channels);
    }
}
