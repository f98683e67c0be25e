using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.TestKit;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Inference.Tests.Kernels.Blocks;

/// <summary>Blocks that are streamed into one another, perhaps from an image, whatever their size.</summary>
public class BlockChainKernelTests
{
    static readonly Gen<Dialect> AnyDialect = Bottleneck.OneOf(Dialect.TensorFlow, Dialect.PyTorch);

    static readonly Gen<Shape> Image = Gen.Select(
        Gen.Int[1, 2], Gen.Int[5, 40], Gen.Int[5, 40], Gen.Int[1, 4], (n, h, w, c) => new Shape(n, h, w, c));

    static readonly Gen<(Size Kernel, Size Stride, Size Dilation, int Channels)> Stem = Gen.Select(
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], (h, w) => new Size(h, w)), Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], (h, w) => new Size(h, w)),
        Bottleneck.OneOf<Size>(1, 1, 2), Bottleneck.AnyChannels.Where(channels => channels > 1));

    static readonly Gen<Bottleneck[]> Blocks = Bottleneck.AnyWithoutResidual.Select(WithTwoChannels).Array[1, 3];

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void A_usual_stem_and_its_blocks_give_the_references_output(string width) =>
        Gen.Select(AnyDialect, Image.Select(shape => shape with { Channels = 3 }), Blocks).Sample(
            (dialect, shape, blocks) => Check(width, Declare(dialect, shape, (3, 2, 1, 9), blocks)), iter: 60);

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Any_stem_and_its_blocks_give_the_references_output(string width) =>
        Gen.Select(AnyDialect, Image, Stem, Blocks).Sample(
            (dialect, shape, stem, blocks) => Check(width, Declare(dialect, shape, stem, blocks)), iter: 100);

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void A_block_with_a_residual_may_begin_a_chain(string width) =>
        Gen.Select(Image.Select(shape => shape with { Channels = 5 }), Bottleneck.OneOf(0, 3, 17), Blocks).Sample(
            (shape, expanded, blocks) => Check(width, Declare(
                Dialect.TensorFlow, shape, null, [new Bottleneck(expanded, 5, 1, 1, Padding.Same, Activation.Relu6, HasResidual: true), .. blocks])),
            iter: 60);

    /// <summary>The tensor between two blocks has 400,000 bytes or some fewer: the plan differs, the result does not.</summary>
    [Theory, InlineData(124, 2), InlineData(125, 1), InlineData(126, 1)]
    public void Engines_stream_from_a_size_on(int height, int steps)
    {
        Bottleneck[] blocks = [new(0, 16, 1, 1, Padding.Same, Activation.Relu6, false), new(24, 5, 2, 1, Padding.Same, Activation.Relu6, false)];
        var model = TestModels.Of(Declare(Dialect.TensorFlow, new Shape(1, 2 * height, 100, 3), (3, 2, 1, 8), blocks)!);
        var x = SpreadWeights.Input(model.Graph.Inputs[0].Shape, 3);
        Assert.Equal(steps, Plan.Create(model.Graph).Steps.Length);
        var expected = TestModels.Run(model, TestModels.Reference, x);
        foreach (var threads in (int[])[1, 2, 3])
            TestModels.Close(expected, TestModels.Run(model, VectorWidths.NameOf(VectorWidths.Choose()), threads, x), 1e-5);
    }

    /// <summary>A depthwise convolution needs more than one channel, else it is a usual one.</summary>
    static Bottleneck WithTwoChannels(Bottleneck block) =>
        block with { Expanded = block.Expanded == 1 ? 2 : block.Expanded, Channels = Math.Max(2, block.Channels) };

    /// <summary>Null where a block does not fit what the one before it leaves.</summary>
    static Graph? Declare(
        Dialect dialect, Shape shape, (Size Kernel, Size Stride, Size Dilation, int Channels)? stem, Bottleneck[] blocks)
    {
        var g = new GraphBuilder("chain", dialect);
        try
        {
            var x = g.Input("x", shape);
            if (stem is var (kernel, stride, dilation, channels))
                x = g.Relu6("stem.act", g.Conv2d("stem", x, channels, kernel, stride, dilation, bias: true));
            for (var i = 0; i < blocks.Length; i++)
                x = (i == 0 && stem is not null ? blocks[i] with { Expanded = 0 } : blocks[i]).Declare(g, $"block{i}", x);
            g.Output("y", x);
        }
        catch (GraphException)
        {
            return null;
        }

        return g.Build();
    }

    static void Check(string width, Graph? graph)
    {
        if (graph is null)
            return;
        var model = TestModels.Of(graph);
        var steps = Plan.Create(graph).Steps;
        Assert.All(steps, step => Assert.NotEmpty(step.Blocks));
        var chain = steps[^1] with { Blocks = [.. steps.SelectMany(step => step.Blocks)] };

        var x = SpreadWeights.Input(graph.Inputs[0].Shape, 3);
        var first = GuardedRun.Outputs(model, [chain], VectorWidths.Choose(width), 1, x);
        TestModels.Close(TestModels.Run(model, TestModels.Reference, x), first, 1e-5);
        foreach (var workers in (int[])[2, 3, 5])
            Assert.Equal(first[0], GuardedRun.Outputs(model, [chain], VectorWidths.Choose(width), workers, x)[0]);
    }
}
