using CsCheck;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Tests.Analysis;

public class BottleneckBlockTests
{
    [Fact]
    public void The_seventeen_bottlenecks_of_MobileNetV2_are_found()
    {
        var graph = MobileNetV2.Build();
        var blocks = BottleneckBlock.Find(graph);
        Assert.Equal(MobileNetV2.Table2.Sum(stage => stage.N), blocks.Length);
        Assert.Null(blocks[0].Expand);
        Assert.All(blocks.Skip(1), block => Assert.NotNull(block.Expand));
        Assert.Equal([2, 4, 5, 7, 8, 9, 11, 12, 14, 15], Enumerable.Range(0, 17).Where(i => blocks[i].Add is not null));
        Assert.All(blocks.Index(), pair => Assert.All(pair.Item.Nodes, node => Assert.StartsWith($"block{pair.Index}.", node.Name)));
        Assert.Equal(graph.Nodes.Where(node => node.Name.StartsWith("block", StringComparison.Ordinal)), blocks.SelectMany(block => block.Nodes));
    }

    [Fact]
    public void The_separable_convolutions_of_MobileNetV1_are_found_as_blocks_without_expansion()
    {
        var blocks = BottleneckBlock.Find(MobileNetV1.Build());
        Assert.Equal(13, blocks.Length);
        Assert.All(blocks, block => Assert.True(block is { Expand: null, Add: null, Nodes.Length: 6 }));
    }

    [Fact]
    public void A_tap_inside_a_block_keeps_it_apart()
    {
        var graph = MobileNetV2.Build().WithOutputs(("tap", "block13.expand.relu6"), ("logits", "classifier"));
        var block = Assert.Single(BottleneckBlock.Find(graph), block => block.Depthwise.Name == "block13.depthwise.conv");
        Assert.Null(block.Expand);
        Assert.Equal("block13.expand.relu6", block.Input.Name);
    }

    [Fact]
    public void A_block_with_two_readers_of_its_depthwise_output_is_none()
    {
        var g = new GraphBuilder("two readers");
        var x = g.Conv2d("depthwise", g.Input("input", new Shape(1, 8, 8, 4)), 4, kernel: 3, groups: 4);
        g.Output("a", g.Conv2d("project", x, 2, kernel: 1));
        g.Output("b", g.Relu("relu", x));
        Assert.Empty(BottleneckBlock.Find(g.Build()));
    }

    /// <summary>h·w·d'·t·(d' + k² + d'') of §3.3; at stride s depthwise and projection run on h/s·w/s.</summary>
    [Fact]
    public void Table_1_gives_the_multiply_adds_of_every_block() => Gen.Select(
        Gen.Double[0.2, 2.5], Gen.Int[1, 12], Gen.Int[1, 8], Gen.Int[1, 8]).Sample((width, expansion, h32, w32) =>
    {
        var graph = MobileNetV2.Build(new()
        {
            WidthMultiplier = width,
            Expansion = expansion,
            Resolution = new Size(32 * h32, 32 * w32),
        });
        foreach (var block in BottleneckBlock.Find(graph))
        {
            var (input, output, stride) = (block.Input.Shape, block.Output.Shape, ((Conv2d)block.Depthwise.Op).Stride.Height);
            var (t, k) = (block.Hidden / (double)input.Channels, input.Channels);
            var expand = t == 1 ? 0 : k;
            var formula = input.Size.Area * k * t * (expand + ((9 + output.Channels) / (double)(stride * stride)));
            Assert.Equal(formula, block.Nodes.Sum(node => node.Madds()), 0.5);
        }
    }, iter: 40);
}
