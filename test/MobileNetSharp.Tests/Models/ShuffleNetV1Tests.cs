using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Models;

/// <summary>Against Zhang et al., arXiv 1707.01083, and its authors' code, https://github.com/megvii-model/ShuffleNet-Series.</summary>
public class ShuffleNetV1Tests
{
    [Theory]
    [InlineData("stem.relu", 112, 24)]
    [InlineData("stem.pool", 56, 24)]
    [InlineData("block0.depthwise.bn", 28, 60)]
    [InlineData("block3.relu", 28, 240)]
    [InlineData("block11.relu", 14, 480)]
    [InlineData("block15.relu", 7, 960)]
    [InlineData("classifier", 1, 1000)]
    public void Its_feature_maps_are_those_of_its_Table_1(string node, int size, int channels) =>
        Assert.Equal(new Shape(1, size, size, channels), ShuffleNetV1.Build()[node].Shape);

    /// <summary>The authors' network.py: 16 for 8 groups, so that the first unit can group what it adds to the shortcut.</summary>
    [Theory]
    [InlineData(3, 0.5, 12, 120)]
    [InlineData(8, 0.5, 16, 192)]
    [InlineData(3, 1.5, 24, 360)]
    [InlineData(8, 1.5, 24, 576)]
    [InlineData(3, 2, 48, 480)]
    [InlineData(8, 2, 48, 768)]
    public void Its_widths_are_its_authors(int groups, double width, int stem, int stage2)
    {
        var graph = ShuffleNetV1.Build(new() { Groups = groups, WidthMultiplier = width });
        Assert.Equal((stem, stage2), (graph["stem.conv"].Channels, graph["block3.relu"].Channels));
    }

    [Fact]
    public void Pointwise_convolutions_are_grouped_and_shuffled_but_for_the_first()
    {
        var graph = ShuffleNetV1.Build(new() { Groups = 4 });
        int Groups(string node) => ((Conv2d)graph[node].Op).Groups;
        Assert.Equal((1, 4, 4), (Groups("block0.reduce.conv"), Groups("block0.expand.conv"), Groups("block1.reduce.conv")));
        Assert.Equal(16, graph.Nodes.Count(node => node.Op is ChannelShuffle { Groups: 4 }));
        Assert.DoesNotContain(ShuffleNetV1.Build(new() { Groups = 1 }).Nodes, node => node.Op is ChannelShuffle);
    }

    [Fact]
    public void Units_of_stride_2_join_the_pooled_shortcut_and_the_others_add_it()
    {
        var graph = ShuffleNetV1.Build();
        Assert.Equal(["block0.concat", "block4.concat", "block12.concat"], graph.Nodes.Where(node => node.Op is Concat).Select(node => node.Name));
        Assert.Equal(13, graph.Nodes.Count(node => node.Op is Add));
        Assert.Equal(new Pool(PoolKind.Average, 3, 2, Padding.Symmetric(3, 1), CountsPadding: true), graph["block4.pool"].Op);
    }

    /// <summary>The row "complexity" of Table 1 (millions of multiply-adds) leaves the classifier out.</summary>
    [Theory]
    [InlineData(1, 143)]
    [InlineData(2, 140)]
    [InlineData(3, 137)]
    [InlineData(4, 133)]
    [InlineData(8, 137)]
    public void It_takes_the_multiply_adds_of_its_Table_1_without_the_classifier(int groups, int millions)
    {
        var graph = ShuffleNetV1.Build(new() { Groups = groups });
        Assert.Equal(millions, Math.Round((graph.Analyze().Madds - graph["classifier"].Madds()) / 1e6));
    }

    /// <summary>
    /// The table of the authors' code: millions of multiply-adds with the classifier, and of parameters with batch normalization.
    /// Its 138 for the width 1 with 3 groups does not follow: it is 137.46.
    /// </summary>
    [Theory]
    [InlineData(3, 2.0, 524, 5.4, 524_045_184, 5_449_776)]
    [InlineData(8, 2.0, 522, 6.5, 521_942_016, 6_521_232)]
    [InlineData(3, 1.5, 292, 3.4, 292_443_552, 3_441_168)]
    [InlineData(8, 1.5, 290, 4.3, 290_188_800, 4_268_952)]
    [InlineData(3, 1.0, 138, 1.9, 137_460_672, 1_864_728)]
    [InlineData(8, 1.0, 138, 2.4, 138_365_952, 2_433_768)]
    [InlineData(3, 0.5, 38, 0.7, 37_589_856, 717_324)]
    [InlineData(8, 0.5, 40, 1.0, 40_469_760, 1_010_448)]
    public void It_takes_the_multiply_adds_and_parameters_of_its_authors_table(
        int groups, double width, int printedMadds, double printedParameters, long madds, long parameters)
    {
        var costs = ShuffleNetV1.Build(new() { Groups = groups, WidthMultiplier = width }).Analyze();
        Assert.Equal((madds, parameters), (costs.Madds, costs.Parameters));
        Assert.Equal(printedParameters, Math.Round(parameters / 1e6, 1));
        Assert.Equal((groups, width) is not (3, 1.0), printedMadds == Math.Round(madds / 1e6));
    }

    /// <summary>The rows of the MobileNetV2 paper's Table 4, cut to the digits printed.</summary>
    [Theory]
    [InlineData(1.5, 3.4, 292, 3_404_448)]
    [InlineData(2.0, 5.4, 524, 5_400_816)]
    public void It_has_the_figures_of_MobileNetV2s_Table_4(double width, double millionsOfParameters, int millions, long withoutBatchNorm)
    {
        var costs = ShuffleNetV1.Build(new() { WidthMultiplier = width }).Analyze();
        Assert.Equal(withoutBatchNorm, costs.ParametersWithoutBatchNorm);
        Assert.Equal(millionsOfParameters, Math.Round(costs.ParametersWithoutBatchNorm / 1e6, 1));
        Assert.Equal(millions, costs.Madds / 1_000_000);
    }

    [Theory]
    [InlineData(5, 1, "Groups", "the groups must be 1, 2, 3, 4 or 8, are 5")]
    [InlineData(3, 0, "WidthMultiplier", "the width multiplier must be above 0 and at most 100, is 0")]
    public void An_option_out_of_bounds_is_named(int groups, double width, string option, string rule) => OutOfBounds.Assert(option, rule,
        () => ShuffleNetV1.Build(new() { Groups = groups, WidthMultiplier = width }));
}
