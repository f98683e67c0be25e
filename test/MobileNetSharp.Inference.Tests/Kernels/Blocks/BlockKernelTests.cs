using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Inference.Tests.Kernels.Blocks;

/// <summary>Bottleneck blocks as one operator against the reference, whose expanded tensor exists.</summary>
public class BlockKernelTests
{
    static readonly int[] Workers = [1, 2, 3, 5];

    static readonly Gen<int> Length = Gen.Frequency((8, Gen.Int[1, 20]), (1, Bottleneck.OneOf(28, 33)));

    static readonly Gen<Shape> Image = Gen.Select(
        Gen.Int[1, 3], Length, Length, Bottleneck.AnyChannels, (n, h, w, c) => new Shape(n, h, w, c));

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Blocks_of_every_kind_stay_within_the_bound_for_every_number_of_workers(string width) =>
        Gen.Select(Image, Bottleneck.Any).Where((shape, block) => Fits(shape, block))
            .Sample((shape, block) => Check(width, shape, block), iter: 150);

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Blocks_of_all_channel_counts_stay_within_the_bound(string width)
    {
        foreach (var expanded in Bottleneck.ChannelCounts)
        {
            foreach (var channels in Bottleneck.ChannelCounts)
            {
                var block = new Bottleneck(expanded, channels, 1, 1, Padding.Same, Activation.Relu6, HasResidual: false);
                Check(width, new Shape(1, 3, 5, channels), block, 2);
                Check(width, new Shape(1, 3, 5, channels), block with { HasResidual = true }, 2);
                Check(width, new Shape(1, 3, 5, expanded), block with { Expanded = 0, Stride = 2 }, 2);
            }
        }
    }

    /// <summary>Many rows, so that workers split them and compute those between them twice.</summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Blocks_of_large_maps_stay_within_the_bound_for_every_number_of_workers(string width)
    {
        foreach (var (stride, dilation) in ((int, int)[])[(1, 1), (2, 1), (1, 2), (3, 1), (2, 4)])
        {
            var block = new Bottleneck(9, 5, stride, dilation, Padding.Same, Activation.Relu6, HasResidual: false);
            Check(width, new Shape(2, 71 * stride, 6, 3), block);
            Check(width, new Shape(1, 30, 40, 17), block);
        }
    }

    /// <summary>
    /// With one worker the block's output takes its input's memory: what is added must be the input as it was, and no row may be
    /// written that a later one still reads.
    /// </summary>
    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void A_block_in_place_gives_what_it_gives_in_memory_of_its_own(string width)
    {
        var inPlace = 0;
        Gen.Select(Image, Bottleneck.Any).Select((shape, block) => (shape, block with { Channels = shape.Channels }))
            .Where((shape, block) => Fits(shape, block)).Sample(
                (shape, block) =>
                {
                    var model = AfterConvolution(shape, block);
                    var x = SpreadWeights.Input(shape, 3);
                    if (Plan.Create(model.Graph).Memory.Buffers.Length == 1)
                        Interlocked.Increment(ref inPlace);
                    Assert.Equal(GuardedRun.Outputs(model, VectorWidths.Choose(width), 1, x)[0], TestModels.Run(model, width, 1, x)[0]);
                },
                iter: 150);
        Assert.True(inPlace >= 30, $"only {inPlace} blocks ran in place");
    }

    /// <summary>The shape is the input's, but the first output rows need only padding: written in place, they would spoil rows not yet read.</summary>
    [Fact]
    public void A_block_whose_windows_lag_behind_its_output_is_not_in_place()
    {
        var shape = new Shape(1, 20, 20, 5);
        var model = AfterConvolution(shape, new Bottleneck(9, 5, Stride: 2, 1, new Padding(15, 10, 6, 11), Activation.Relu6, HasResidual: false));
        var x = SpreadWeights.Input(shape, 3);
        Assert.Equal(shape, model.Graph.Outputs[0].Node.Shape);
        Assert.Equal(2, Plan.Create(model.Graph).Memory.Buffers.Length);
        TestModels.Close(TestModels.Run(model, TestModels.Reference, x), TestModels.Run(model, TestModels.OneThread, x), 1e-5);
    }

    /// <summary>A block whose input is in the arena.</summary>
    static Model AfterConvolution(Shape shape, Bottleneck block) => TestModels.Of(g =>
    {
        var before = g.Conv2d("before", g.Input("x", shape), shape.Channels, kernel: 1, bias: true);
        g.Output("y", g.Relu("after", block.Declare(g, "block", g.Relu6("before.act", before))));
    });

    static bool Fits(Shape shape, Bottleneck block)
    {
        try
        {
            return Declare(shape, block) is not null;
        }
        catch (GraphException)
        {
            return false;
        }
    }

    static Graph Declare(Shape shape, Bottleneck block, bool isLinear = false)
    {
        var g = new GraphBuilder("block");
        g.Output("y", block.Declare(g, "block", g.Input("x", shape), isLinear));
        return g.Build();
    }

    static void Check(string width, Shape shape, Bottleneck block, params int[] workers)
    {
        var graph = Declare(shape, block);
        var depthwise = ((Conv2d)graph["block.depthwise"].Op).Channels;
        var model = TestModels.Of(graph);
        Assert.Equal(depthwise > 1, Plan.Create(graph).Steps is [{ Blocks: [_] }]);

        var x = SpreadWeights.Input(shape, 3);
        var expected = TestModels.Run(model, TestModels.Reference, x)[0];
        var magnitude = Magnitude(model, Declare(shape, block, isLinear: true), x);
        var products = (block.Expanded > 0 ? shape.Channels : 0) + 9 + depthwise + 3;
        var steepness = block.Activation == Activation.HardSwish ? 1.5 * 1.5 : 1; // of two h-swishes, each steepest at 3
        var first = GuardedRun.Outputs(model, VectorWidths.Choose(width), 1, x)[0];
        for (var i = 0; i < expected.Length; i++)
        {
            var bound = 2 * (products + 1) * Math.Pow(2, -24) * steepness * magnitude[i];
            Assert.True(Math.Abs((double)expected[i] - first[i]) <= bound, $"{shape}, {block}: element {i}: {expected[i]} is {first[i]}");
        }

        foreach (var count in workers.Length > 0 ? workers : Workers)
            Assert.Equal(first, GuardedRun.Outputs(model, VectorWidths.Choose(width), count, x)[0]);
    }

    /// <summary>Σ|x·w| of each output through all convolutions. The activations between them are left out: all but h-swish make no error larger.</summary>
    static float[] Magnitude(Model model, Graph linear, float[] x) => TestModels.Run(
        TestModels.Magnitudes(new Model(linear, model.Weights, model.Card)), TestModels.Reference, [.. x.Select(MathF.Abs)])[0];
}
