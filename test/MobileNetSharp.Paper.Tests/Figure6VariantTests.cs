using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Paper.Figures;

namespace MobileNetSharp.Paper.Tests;

/// <summary>The networks that Figure 6 compares.</summary>
public class Figure6VariantTests
{
    [Fact]
    public void Bottlenecks_are_linear_unless_ReLU6_is_asked_for()
    {
        var (linear, relu6) = (MobileNetV2.Build(), new Figure6Variant("ReLU6", "6a", HasLinearBottlenecks: false).Build());
        Assert.All(Enumerable.Range(0, 17), i => Assert.Null(linear.Find($"block{i}.project.relu6")));
        Assert.All(Enumerable.Range(0, 17), i => Assert.Equal(Activation.Relu6, relu6[$"block{i}.project.relu6"].Op));
        Assert.Equal("block2.project.relu6", relu6["block2.add"].Inputs[1].Name);
    }

    [Fact]
    public void Shortcuts_join_bottlenecks_expansions_or_nothing()
    {
        static string[] Adds(Shortcut shortcut) =>
            [.. new Figure6Variant("", "6b", Shortcut: shortcut).Build().Nodes.Where(node => node.Op is Add).Select(node => node.Name)];
        int[] joined = [2, 4, 5, 7, 8, 9, 11, 12, 14, 15];
        Assert.Equal(joined.Select(i => $"block{i}.add"), Adds(Shortcut.Bottlenecks));
        Assert.Equal(joined.Select(i => $"block{i + 1}.expand.add"), Adds(Shortcut.Expansions));
        Assert.Empty(Adds(Shortcut.None));
        var graph = new Figure6Variant("", "6b", Shortcut: Shortcut.Expansions).Build();
        Assert.Equal(["block5.expand.add", "block6.expand.relu6"], graph["block6.expand.add"].Inputs.Select(input => input.Name).Order());
    }
}
