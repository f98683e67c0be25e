using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Inference.Tests.Planning;

/// <summary>Which steps run as one bottleneck block, and that the engine is right where they do not.</summary>
public class BlockFusionTests
{
    const string Block = "expand + expand.act » depthwise + depthwise.act » project";

    [Fact]
    public void Expansion_filter_and_projection_are_one_block() => AssertPlan([Block], (g, x) => g.Output("y", Project(g, Filter(g, Expand(g, x)))));

    [Fact]
    public void A_filter_that_reads_the_input_is_a_block_without_expansion() => AssertPlan(
        ["depthwise + depthwise.act » project"], (g, x) => g.Output("y", Project(g, Filter(g, x))));

    [Fact]
    public void A_projection_may_have_an_activation() => AssertPlan(
        [Block + " + project.act"], (g, x) => g.Output("y", g.Relu6("project.act", Project(g, Filter(g, Expand(g, x))))));

    [Fact]
    public void The_residual_may_be_the_blocks_input_and_an_activation_may_follow() => AssertPlan(
        [Block + " + add + act"], (g, x) => g.Output("y", g.Relu("act", g.Add("add", Project(g, Filter(g, Expand(g, x))), x))));

    [Fact]
    public void A_filtered_tensor_that_is_an_output_is_not_fused_away() => AssertPlan(
        ["expand + expand.act", "depthwise + depthwise.act", "project"],
        (g, x) =>
        {
            var filtered = Filter(g, Expand(g, x));
            g.Output("filtered", filtered);
            g.Output("y", Project(g, filtered));
        });

    [Fact]
    public void A_filtered_tensor_that_two_read_is_not_fused_away() => AssertPlan(
        ["expand + expand.act", "depthwise + depthwise.act", "project", "other"],
        (g, x) =>
        {
            var filtered = Filter(g, Expand(g, x));
            g.Output("y", Project(g, filtered));
            g.Output("z", g.Conv2d("other", filtered, 3, kernel: 1, bias: true));
        });

    [Fact]
    public void An_expanded_tensor_that_is_an_output_stays_and_the_block_begins_after_it() => AssertPlan(
        ["expand + expand.act", "depthwise + depthwise.act » project"],
        (g, x) =>
        {
            var expanded = Expand(g, x);
            g.Output("expanded", expanded);
            g.Output("y", Project(g, Filter(g, expanded)));
        });

    [Fact]
    public void A_residual_from_elsewhere_keeps_the_steps_apart() => AssertPlan(
        ["before", "expand + expand.act", "depthwise + depthwise.act", "project + add"],
        (g, x) => g.Output("y", g.Add("add", x, Project(g, Filter(g, Expand(g, g.Conv2d("before", x, 8, kernel: 1, bias: true)))))));

    [Fact]
    public void A_residual_around_the_filter_alone_keeps_the_steps_apart() => AssertPlan(
        ["expand + expand.act", "depthwise + add", "project"],
        (g, x) =>
        {
            var expanded = Expand(g, x);
            var filtered = g.Conv2d("depthwise", expanded, 24, kernel: 3, groups: 24, bias: true);
            g.Output("y", Project(g, g.Add("add", expanded, filtered)));
        });

    /// <summary>DeepLabv3 filters with holes instead of strides (§6.3).</summary>
    [Fact]
    public void Blocks_with_dilation_and_stride_are_fused()
    {
        AssertPlan([Block], (g, x) => g.Output("y", Project(g, Filter(g, Expand(g, x), dilation: 2))));
        AssertPlan([Block], (g, x) => g.Output("y", Project(g, Filter(g, Expand(g, x), stride: 2))));
        var deep = Plan.Create(FoldBatchNorm.Apply(TestModels.Of(
            MobileNetV2.Build(new MobileNetV2Options { Resolution = 65, OutputStride = 8 }))).Graph);
        Assert.Equal(17, deep.Steps.Sum(step => step.Blocks.Length));
    }

    [Fact]
    public void A_filter_with_another_window_or_of_groups_keeps_the_steps_apart()
    {
        AssertPlan(
            ["expand + expand.act", "depthwise", "project"],
            (g, x) => g.Output("y", Project(g, g.Conv2d("depthwise", Expand(g, x), 24, kernel: 5, groups: 24, bias: true))));
        AssertPlan(
            ["expand + expand.act", "depthwise", "project"],
            (g, x) => g.Output("y", Project(g, g.Conv2d("depthwise", Expand(g, x), 24, kernel: 3, groups: 12, bias: true))));
        AssertPlan(
            ["expand + expand.act", "depthwise", "project"],
            (g, x) => g.Output("y", Project(g, g.Conv2d("depthwise", Expand(g, x), 24, kernel: 3, stride: new Size(2, 1), groups: 24, bias: true))));
    }

    [Fact]
    public void A_projection_with_a_stride_keeps_the_steps_apart() => AssertPlan(
        ["expand + expand.act", "depthwise + depthwise.act", "project"],
        (g, x) => g.Output("y", g.Conv2d("project", Filter(g, Expand(g, x)), 8, kernel: 1, stride: 2, bias: true)));

    /// <summary>Depthwise separable convolutions (Howard et al. 2017): a filter and a projection with an activation.</summary>
    [Fact]
    public void All_13_separable_convolutions_of_MobileNetV1_are_blocks_without_expansion_but_the_first_with_the_stem()
    {
        var blocks = Plan.Create(FoldBatchNorm.Apply(TestModels.Of(
            MobileNetV1.Build(new MobileNetV1Options { WidthMultiplier = 0.25, Resolution = 64 }))).Graph)
            .Steps.SelectMany(step => step.Blocks).ToArray();
        Assert.Equal(13, blocks.Length);
        Assert.Equal(3, blocks[0].Expand!.Node.Inputs[0].Channels);
        Assert.All(blocks.Skip(1), block => Assert.Null(block.Expand));
        Assert.All(blocks, block => Assert.Equal(Activation.Relu6, block.Project.Activation));
    }

    /// <summary>What §5.1 promises, with all that steps need besides inputs and outputs counted.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void MobileNetV2_runs_on_one_thread_in_an_arena_of_1_MB(string width)
    {
        using var team = new Inference.Threads.WorkerTeam();
        using var engine = new Engine(TestModels.Of(MobileNetV2.Build()), TestModels.OneThread, VectorWidths.Choose(width), team);
        using var session = engine.CreateSession();
        Assert.InRange(session.Plan!.Memory.SizeBytes, 56 * 56 * 24 * sizeof(float), 1_000_000);
    }

    static Node Expand(GraphBuilder g, Node x) => g.Relu6("expand.act", g.Conv2d("expand", x, 24, kernel: 1, bias: true));

    static Node Filter(GraphBuilder g, Node x, int stride = 1, int dilation = 1) => g.Relu6(
        "depthwise.act", g.Conv2d("depthwise", x, x.Channels, kernel: 3, stride, dilation, groups: x.Channels, bias: true));

    static Node Project(GraphBuilder g, Node x) => g.Conv2d("project", x, 8, kernel: 1, bias: true);

    static void AssertPlan(string[] steps, Action<GraphBuilder, Node> declare)
    {
        var model = TestModels.Of(g => declare(g, g.Input("x", new Shape(2, 6, 5, 8))));
        Assert.Equal(steps, Plan.Create(model.Graph).Steps.Select(step => step.ToString()));
        var x = SpreadWeights.Input(model.Graph.Inputs[0].Shape, 3);
        TestModels.Close(TestModels.Run(model, TestModels.Reference, x), TestModels.Run(model, TestModels.OneThread, x), 1e-5);
    }
}
