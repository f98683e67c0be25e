using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

/// <summary>Against Redmon and Farhadi, arXiv 1612.08242, and the configurations of https://github.com/pjreddie/darknet.</summary>
public class YoloV2Tests
{
    [Theory]
    [InlineData("stage0.conv0.leaky", 416, 32)]
    [InlineData("stage2.conv2.leaky", 104, 128)]
    [InlineData("stage4.conv4.leaky", 26, 512)]
    [InlineData("stage5.conv4.leaky", 13, 1024)]
    [InlineData("passthrough.reorg", 13, 256)]
    [InlineData("head.concat", 13, 1280)]
    [InlineData("detector", 13, 425)]
    public void Its_feature_maps_are_those_of_its_configuration(string node, int size, int channels) =>
        Assert.Equal(new Shape(1, size, size, channels), YoloV2.Build()[node].Shape);

    [Fact]
    public void Darknet_has_19_convolutions_and_averages_the_logits_of_all_places()
    {
        var graph = Darknet19.Build();
        Assert.Equal(19, graph.Nodes.Count(node => node.Op is Conv2d));
        Assert.Equal((5, 18), (graph.Nodes.Count(node => node.Op is Pool), graph.Nodes.Count(node => node.Op == Activation.LeakyRelu(0.1f))));
        Assert.Equal((new Shape(1, 7, 7, 1000), "pool"), (graph["classifier"].Shape, graph.Outputs[0].Node.Name));
    }

    /// <summary>§3 of that paper: 5.58 billion operations, which are twice the multiply-adds.</summary>
    [Fact]
    public void Darknet_takes_the_published_operations()
    {
        var costs = Darknet19.Build().Analyze();
        Assert.Equal((2_790_989_824, 20_842_376, 20_827_976), (costs.Madds, costs.Parameters, costs.ParametersWithoutBatchNorm));
        Assert.Equal(5.58, Math.Round(2 * costs.Madds / 1e9, 2));
    }

    /// <summary>
    /// https://pjreddie.com/darknet/yolo counts two operations for a multiply-add: for COCO at 608² with a passthrough of 64
    /// channels, for VOC at 416² and 544² as the paper first had it.
    /// </summary>
    [Theory]
    [InlineData(608, 80, 64, 62.94)]
    [InlineData(416, 20, null, 34.90)]
    [InlineData(544, 20, null, 59.68)]
    public void It_takes_the_published_operations(int resolution, int classes, int? passthrough, double billions)
    {
        var graph = YoloV2.Build(new() { Resolution = resolution, Classes = classes, PassthroughChannels = passthrough });
        Assert.Equal(billions, Math.Round(2 * graph.Analyze().Madds / 1e9, 2));
    }

    /// <summary>yolov2.weights, for COCO, has 203,934,260 bytes: a header of 16 and every value in float32.</summary>
    [Fact]
    public void Its_values_fill_Darknets_file()
    {
        var graph = YoloV2.Build();
        var costs = graph.Analyze();
        Assert.Equal((14_732_084_224, 50_962_889, 50_942_217), (costs.Madds, costs.Parameters, costs.ParametersWithoutBatchNorm));
        Assert.Equal(203_934_260, 16 + (4 * graph.WeightsOf().Where(weight => weight.Role != WeightRole.BatchNormCounter).Sum(weight => weight.Count)));
    }

    /// <summary>
    /// Table 6 of the MobileNetV2 paper prints 50.7M and 17.5B, which are of two networks: the parameters are those for VOC with a
    /// passthrough of 64 channels, the multiply-adds those without its convolution, for COCO (or half of the 34.90 billion
    /// operations that are published for VOC, rounded up).
    /// </summary>
    [Theory]
    [InlineData(80, 64, 50.96, 14.73)]
    [InlineData(20, 64, 50.66, 14.68)]
    [InlineData(20, null, 67.14, 17.45)]
    [InlineData(80, null, 67.45, 17.50)]
    public void The_figures_of_MobileNetV2s_Table_6_are_of_two_networks(int classes, int? passthrough, double parameters, double madds)
    {
        var costs = YoloV2.Build(new() { Classes = classes, PassthroughChannels = passthrough }).Analyze();
        Assert.Equal((parameters, madds), (Math.Round(costs.Parameters / 1e6, 2), Math.Round(costs.Madds / 1e9, 2)));
    }

    /// <summary>https://pjreddie.com/darknet/yolov2 counts 5.41 billion operations for COCO and 6.97 for VOC.</summary>
    [Theory]
    [InlineData(80, 512, 5.41, 11_237_145)]
    [InlineData(20, 1024, 6.97, 15_867_885)]
    public void Tiny_YOLOv2_takes_the_published_operations(int classes, int headChannels, double billions, long values)
    {
        var graph = TinyYoloV2.Build(new() { Classes = classes, HeadChannels = headChannels });
        Assert.Equal(billions, Math.Round(2 * graph.Analyze().Madds / 1e9, 2));
        Assert.Equal(values, graph.WeightsOf().Where(weight => weight.Role != WeightRole.BatchNormCounter).Sum(weight => weight.Count));
    }

    [Fact]
    public void Darknets_reorg_layer_costs_nothing_and_needs_an_even_map()
    {
        var (darknet, paper) = (YoloV2.Build(new() { ReorganizesAsDarknet = true }), YoloV2.Build());
        Assert.Equal((paper.Analyze().Madds, paper["passthrough.reorg"].Shape), (darknet.Analyze().Madds, darknet["passthrough.reorg"].Shape));
        var builder = new GraphBuilder("odd");
        var x = builder.Input("x", new Shape(1, 3, 4, 8));
        Assert.Contains("even height and width", Assert.Throws<GraphException>(() => Darknet19.Reorganize(builder, "reorg", x)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, 5, "Resolution", "the resolution must be a multiple of 32, is 400x400")]
    [InlineData(416, 0, "Anchors", "the network needs from 1 to 100 anchors, not 0")]
    public void An_option_out_of_bounds_is_named(int resolution, int anchors, string option, string rule) => OutOfBounds.Assert(option, rule,
        () => YoloV2.Build(new() { Resolution = resolution, Anchors = anchors }));
}
