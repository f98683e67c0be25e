using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Tests.Reference;

/// <summary>The reference on cases small enough to be done by hand.</summary>
public class HandComputedTests
{
    [Fact]
    public void A_convolution_is_a_cross_correlation() => Assert.Equal(
        [5421, 6532],
        Run(new Conv2d(1, 2, 1, 1, 1, Padding.None, false), new Shape(1, 2, 3, 1), [1, 2, 3, 4, 5, 6], ("op.weight", [1, 10, 100, 1000])));

    [Fact]
    public void Same_padding_at_stride_2_puts_the_odd_pixel_at_the_right() => Assert.Equal(
        [321, 43],
        Run(new Conv2d(1, new Size(1, 3), 2, 1, 1, Padding.Same, false), new Shape(1, 1, 4, 1), [1, 2, 3, 4], ("op.weight", [1, 10, 100])));

    [Fact]
    public void Groups_read_their_own_channels_only() => Assert.Equal(
        [21, 4300],
        Run(new Conv2d(2, 1, 1, 1, 2, Padding.None, false), new Shape(1, 1, 1, 4), [1, 2, 3, 4], ("op.weight", [1, 10, 100, 1000])));

    [Theory]
    [InlineData(CoordinateMode.HalfPixel, new float[] { 0, 1, 3, 4 })]
    [InlineData(CoordinateMode.Asymmetric, new float[] { 0, 2, 4, 4 })]
    public void Bilinear_doubling_by_each_convention(CoordinateMode mode, float[] expected) => Assert.Equal(
        expected, Run(new Resize(ResizeMode.Bilinear, mode, new Size(1, 4)), new Shape(1, 1, 2, 1), [0, 4]));

    [Theory]
    [InlineData(CoordinateMode.HalfPixel, new float[] { 1, 3 })]
    [InlineData(CoordinateMode.Asymmetric, new float[] { 0, 2 })]
    [InlineData(CoordinateMode.AlignCorners, new float[] { 0, 3 })]
    public void Nearest_halving_by_each_convention(CoordinateMode mode, float[] expected) => Assert.Equal(
        expected, Run(new Resize(ResizeMode.Nearest, mode, new Size(1, 2)), new Shape(1, 1, 4, 1), [0, 1, 2, 3]));

    [Fact]
    public void Nearest_with_aligned_corners_rounds_halves_up() => Assert.Equal(
        [0, 1, 1], Run(new Resize(ResizeMode.Nearest, CoordinateMode.AlignCorners, new Size(1, 3)), new Shape(1, 1, 2, 1), [0, 1]));

    [Fact]
    public void Bilinear_with_aligned_corners_keeps_the_corners() => Assert.Equal(
        [0, 2, 4], Run(new Resize(ResizeMode.Bilinear, CoordinateMode.AlignCorners, new Size(1, 3)), new Shape(1, 1, 2, 1), [0, 4]));

    [Fact]
    public void Space_to_depth_orders_by_row_column_channel() => Assert.Equal(
        [1, 2, 3, 4, 9, 10, 11, 12, 5, 6, 7, 8, 13, 14, 15, 16],
        Run(new SpaceToDepth(2), new Shape(1, 2, 4, 2), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]));

    [Fact]
    public void A_shuffle_deals_the_groups_out() => Assert.Equal(
        [1, 4, 2, 5, 3, 6], Run(new ChannelShuffle(2), new Shape(1, 1, 1, 6), [1, 2, 3, 4, 5, 6]));

    [Fact]
    public void Softmax_of_large_logits_is_finite() => Assert.Equal(
        [0.5f, 0.5f, 0], Run(new Softmax(), new Shape(1, 1, 1, 3), [1000, 1000, -1000]));

    [Fact]
    public void Of_equal_channels_the_first_is_the_largest() => Assert.Equal(
        [1, 0], Run(new ArgMax(), new Shape(1, 1, 2, 4), [1, 3, 3, 2, -1, -2, -1, -4]));

    [Fact]
    public void A_negative_maximum_is_not_lost_to_the_padding() => Assert.Equal(
        [-1, -1], Run(new Pool(PoolKind.Max, new Size(1, 2), 1, new Padding(0, 1, 0, 0)), new Shape(1, 1, 2, 1), [-1, -2]));

    [Fact]
    public void Hard_swish_is_a_curve_between_minus_3_and_3_only() => Assert.Equal(
        [0, 0, -1f / 3, 0, 2f / 3, 3, 4],
        Run(Activation.HardSwish, new Shape(1, 1, 1, 7), [-4, -3, -1, 0, 1, 3, 4]));

    static float[] Run(Op op, Shape shape, float[] input, params (string, float[])[] weights)
    {
        var g = new GraphBuilder("network");
        g.Output("y", g.Node("op", op, g.Input("x", shape)));
        return TestModels.Run(TestModels.Of(g.Build(), weights), TestModels.Reference, input)[0];
    }
}
