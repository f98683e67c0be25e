using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Models;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference.Tests.Planning;

public class PlanTests
{
    static Plan Of(Action<GraphBuilder, Node> declare)
    {
        var g = new GraphBuilder("network");
        declare(g, g.Input("x", new Shape(1, 4, 4, 8)));
        return Plan.Create(g.Build());
    }

    static string[] Names(Plan plan) => [.. plan.Steps.Select(step => step.ToString())];

    static Plan MobileNet(int workers = 1) =>
        Plan.Create(FoldBatchNorm.Apply(TestModels.Of(MobileNetV2.Build())).Graph, workers);

    /// <summary>§5.1: a bottleneck block is one operator, and so the expanded tensor never exists.</summary>
    [Fact]
    public void A_bottleneck_block_is_one_step_and_no_expanded_tensor_has_a_buffer()
    {
        var plan = MobileNet();
        Assert.Contains(
            "block2.expand.conv + block2.expand.relu6 » block2.depthwise.conv + block2.depthwise.relu6 » block2.project.conv + block2.add",
            Names(plan));
        Assert.Equal(17, plan.Steps.Sum(step => step.Blocks.Length));
        Assert.DoesNotContain(plan.Steps, step => step.Output.Name.Contains("expand", StringComparison.Ordinal));
    }

    [Fact]
    public void Stem_block_0_and_block_1_are_streamed_into_one_another()
    {
        var first = MobileNet().Steps[0];
        Assert.Equal("stem.conv", first.Blocks[0].Expand!.Node.Name);
        Assert.Equal(["block0.project.conv", "block1.project.conv"], first.Blocks.Select(block => block.Project.Node.Name));
    }

    [Fact]
    public void The_plan_says_by_which_tiles_a_block_is_computed()
    {
        Assert.Contains(", bands of 1×112 → 1×56\n", MobileNet().ToString(), StringComparison.Ordinal);
        Assert.Contains(" in 5 parts\n", Plan.Create(MobileNet().Graph, mode: MemoryMode.Low).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_worker_writes_a_block_with_a_residual_over_its_input_and_several_do_not()
    {
        var alone = MobileNet();
        Assert.Same(alone.Memory[alone.Graph["block1.project.conv"]], alone.Memory[alone.Graph["block2.add"]]);
        Assert.Contains("in place", alone.ToString(), StringComparison.Ordinal);
        var team = MobileNet(workers: 2);
        Assert.NotSame(team.Memory[team.Graph["block1.project.conv"]], team.Memory[team.Graph["block2.add"]]);
    }

    /// <summary>The tensor between blocks is the largest that is left: 56² × 24, once.</summary>
    [Fact]
    public void Without_scratch_the_arena_of_MobileNetV2_is_its_largest_bottleneck() =>
        Assert.InRange(MobileNet().Memory.SizeBytes, 56 * 56 * 24 * sizeof(float), 450_000);

    /// <summary>What info shows of a graph alone is what a session of its model then takes.</summary>
    [Theory]
    [InlineData(1, MemoryMode.Normal)]
    [InlineData(3, MemoryMode.Normal)]
    [InlineData(1, MemoryMode.Low)]
    public void The_plan_of_a_graph_without_weights_is_the_plan_that_its_sessions_run(int threads, MemoryMode memory)
    {
        foreach (var graph in new[] { MobileNetV2.Build(), MobileNetV1.Build() })
        {
            using var engine = new Engine(TestModels.Of(graph), new EngineOptions { Threads = threads, Memory = memory });
            using var session = engine.CreateSession();
            Assert.Equal(session.Plan!.ToString(), Engine.CreatePlan(graph, threads, memory).ToString());
        }
    }

    [Fact]
    public void A_sum_with_an_activation_after_it_is_one_step_with_its_convolution() => Assert.Equal(
        ["conv + add + relu"],
        Names(Of((g, x) => g.Output("y", g.Relu("relu", g.Add("add", x, g.Conv2d("conv", x, 8, kernel: 1)))))));

    [Fact]
    public void Of_two_convolutions_the_later_takes_in_the_sum() => Assert.Equal(
        ["a", "b + add"],
        Names(Of((g, x) => g.Output("y", g.Add("add", g.Conv2d("a", x, 8, kernel: 1), g.Conv2d("b", x, 8, kernel: 1))))));

    [Fact]
    public void A_value_that_another_node_reads_is_not_fused_away() => Assert.Equal(
        ["conv", "relu", "other"],
        Names(Of((g, x) =>
        {
            var conv = g.Conv2d("conv", x, 8, kernel: 1);
            g.Output("y", g.Relu("relu", conv));
            g.Output("z", g.Node("other", Activation.Sigmoid, conv));
        })));

    [Fact]
    public void An_output_is_not_fused_away() => Assert.Equal(
        ["conv", "relu"],
        Names(Of((g, x) =>
        {
            var conv = g.Conv2d("conv", x, 8, kernel: 1);
            g.Output("y", g.Relu("relu", conv));
            g.Output("z", conv);
        })));

    [Fact]
    public void A_value_added_to_itself_is_a_step_of_its_own() => Assert.Equal(
        ["conv", "add"],
        Names(Of((g, x) =>
        {
            var conv = g.Conv2d("conv", x, 8, kernel: 1);
            g.Output("y", g.Add("add", conv, conv));
        })));

    [Fact]
    public void An_activation_before_the_sum_keeps_the_sum_apart() => Assert.Equal(
        ["conv + relu", "add"],
        Names(Of((g, x) => g.Output("y", g.Add("add", x, g.Relu("relu", g.Conv2d("conv", x, 8, kernel: 1)))))));

    [Fact]
    public void A_convolution_does_not_overwrite_what_it_still_reads()
    {
        var plan = Of((g, x) =>
        {
            var a = g.Conv2d("a", x, 8, kernel: 1);
            g.Output("y", g.Add("add", a, g.Conv2d("b", a, 8, kernel: 1)));
        });
        Assert.NotSame(plan.Memory[plan.Graph["a"]], plan.Memory[plan.Graph["add"]]);
    }

    [Fact]
    public void Dropout_and_reshape_take_no_step_and_no_memory()
    {
        var plan = Of((g, x) => g.Output("y", g.Dropout("dropout", g.Reshape("reshape", g.Conv2d("conv", x, 8, kernel: 1), 1, 1, 128), 0.5)));
        Assert.Equal(["conv"], Names(plan));
        Assert.Equal(plan.Graph["conv"], Plan.ValueOf(plan.Graph["dropout"]));
    }
}
