using CsCheck;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.TestKit;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Inference.Tests.Kernels.Ops;

/// <summary>Convolutions of every kind against the reference, within the bound of a sum of K products in float32.</summary>
public class ConvolutionKernelTests
{
    static readonly int[] Channels = [1, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 37];

    static readonly Gen<int> Channel = Gen.Int[0, Channels.Length - 1].Select(i => Channels[i]);

    static readonly Gen<Padding> AnyPadding = Gen.OneOf(
        Gen.Const(Padding.Same), Gen.Const(Padding.None),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 3], (t, l, b, r) => new Padding(t, l, b, r)));

    static readonly Gen<Size> Kernel = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], (height, width) => new Size(height, width));

    static readonly Gen<Size> Step = Gen.Select(Gen.Int[1, 3], Gen.Int[1, 3], (height, width) => new Size(height, width));

    static readonly Gen<Shape> Image = Gen.Select(
        Gen.Int[1, 2], Gen.Int[1, 13], Gen.Int[1, 13], (n, h, w) => new Shape(n, h, w, 1));

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Pointwise_convolutions_of_all_channel_counts_stay_within_the_bound(string width)
    {
        foreach (var input in Channels)
        {
            foreach (var output in Channels)
                Check(width, new Shape(1, 3, 5, input), new Conv2d(output, 1, 1, 1, 1, Padding.None, true), 1);
        }
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Depthwise_convolutions_of_all_channel_counts_stay_within_the_bound(string width)
    {
        foreach (var channels in Channels)
        {
            foreach (var stride in (int[])[1, 2])
                Check(width, new Shape(2, 6, 5, channels), new Conv2d(channels, 3, stride, 1, channels, Padding.Same, true), 2);
        }
    }

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Convolutions_stay_within_the_bound(string width) =>
        Gen.Select(Image, Channel, Channel, Kernel, Step, Step, AnyPadding, Gen.Int[1, 3])
            .Select((image, input, output, kernel, stride, dilation, padding, threads) => (
                image with { Channels = input }, new Conv2d(output, kernel, stride, dilation, 1, padding, true), threads))
            .Where((shape, conv, _) => Fits(shape, conv))
            .Sample((shape, conv, threads) => Check(width, shape, conv, threads), iter: 150);

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Grouped_convolutions_stay_within_the_bound(string width) =>
        Gen.Select(Image, Gen.Int[2, 5], Gen.Int[1, 9], Channel, Kernel, Step, Step, AnyPadding)
            .Select((image, groups, input, output, kernel, stride, dilation, padding) => (
                image with { Channels = groups * input },
                new Conv2d(groups * output, kernel, stride, dilation, groups, padding, true)))
            .Where((shape, conv) => Fits(shape, conv))
            .Sample((shape, conv) => Check(width, shape, conv, 2), iter: 100);

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Depthwise_convolutions_stay_within_the_bound(string width) =>
        Gen.Select(Image, Channel, Kernel, Step, Step, AnyPadding)
            .Select((image, channels, kernel, stride, dilation, padding) => (
                image with { Channels = channels }, new Conv2d(channels, kernel, stride, dilation, channels, padding, true)))
            .Where((shape, conv) => Fits(shape, conv))
            .Sample((shape, conv) => Check(width, shape, conv, 2), iter: 100);

    [Theory, MemberData(nameof(TestModels.Widths), MemberType = typeof(TestModels))]
    public void Linear_layers_stay_within_the_bound(string width) =>
        Gen.Select(Gen.Int[1, 9], Channel, Channel, Gen.Int[1, 3]).Sample(
            (batch, input, output, threads) =>
            {
                var g = new GraphBuilder("linear");
                g.Output("y", g.Linear("op", g.Input("x", new Shape(batch, 1, 1, input)), output));
                Check(width, g.Build(), input, threads);
            },
            iter: 100);

    static bool Fits(Shape shape, Conv2d conv)
    {
        try
        {
            return Graph(shape, conv) is not null;
        }
        catch (GraphException)
        {
            return false;
        }
    }

    static Graph Graph(Shape shape, Conv2d conv)
    {
        var g = new GraphBuilder("convolution");
        g.Output("y", g.Node("op", conv, g.Input("x", shape)));
        return g.Build();
    }

    static void Check(string width, Shape shape, Conv2d conv, int threads) =>
        Check(width, Graph(shape, conv), conv.Kernel.Area * shape.Channels / conv.Groups, threads);

    static void Check(string width, Graph graph, int products, int threads)
    {
        var model = TestModels.Of(graph);
        var x = SpreadWeights.Input(graph.Inputs[0].Shape, 3);
        var expected = TestModels.Run(model, TestModels.Reference, x)[0];
        var magnitude = TestModels.Run(TestModels.Magnitudes(model), TestModels.Reference, [.. x.Select(MathF.Abs)])[0];
        var actual = GuardedRun.Outputs(model, VectorWidths.Choose(width), threads, x)[0];
        for (var i = 0; i < expected.Length; i++)
        {
            var bound = 2 * (products + 1) * Math.Pow(2, -24) * magnitude[i];
            Assert.True(Math.Abs((double)expected[i] - actual[i]) <= bound, $"{graph} element {i}: {expected[i]} is {actual[i]}");
        }
    }
}
