using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;

namespace MobileNetSharp.Tests.Analysis;

public class ActivationMemoryTests
{
    /// <summary>§5.1 at 16 bits: block 1 is the largest up to three parts, block 0 from four on.</summary>
    [Theory]
    [InlineData(1, 3.56)]
    [InlineData(2, 2.06)]
    [InlineData(3, 1.56)]
    [InlineData(4, 1.40)]
    [InlineData(5, 1.38)]
    [InlineData(int.MaxValue, 1.23)]
    public void A_split_block_needs_the_memory_of_section_5_1(int split, double megabytes) =>
        Assert.Equal(megabytes, Math.Round(MobileNetV2.Build().BlockwiseActivationBytes(split, bytesPerElement: 2) / 1e6, 2));

    [Fact]
    public void Op_by_op_the_first_strided_depthwise_convolution_needs_3_01_megabytes()
    {
        var graph = MobileNetV2.Build();
        Assert.Equal(2 * 96 * ((112 * 112) + (56 * 56)), graph.PeakActivationBytes(bytesPerElement: 2));
        Assert.Equal(2 * graph.PeakActivationBytes(2), graph.PeakActivationBytes());
    }

    [Fact]
    public void Memory_grows_with_the_batch() => Assert.Equal(
        8 * MobileNetV2.Build().PeakActivationBytes(), MobileNetV2.Build(new() { Batch = 8 }).PeakActivationBytes());

    [Fact]
    public void A_tensor_that_is_read_later_stays_alive()
    {
        var g = new GraphBuilder("shortcut");
        var x = g.Conv2d("first", g.Input("input", new Shape(1, 10, 10, 1)), 2, kernel: 1);
        var y = g.Conv2d("wide", x, 5, kernel: 1);
        y = g.Conv2d("wider", y, 6, kernel: 1);
        g.Output("sum", g.Add("add", x, g.Conv2d("narrow", y, 2, kernel: 1)));
        Assert.Equal(100 * (2 + 5 + 6), g.Build().PeakActivationBytes(1));
    }

    [Fact]
    public void An_activation_runs_in_place_only_where_nothing_else_reads_its_input()
    {
        static long Peak(bool tapped)
        {
            var g = new GraphBuilder("tap");
            var x = g.Conv2d("conv", g.Input("input", new Shape(1, 10, 10, 1)), 4, kernel: 1);
            g.Output("output", g.Relu6("relu6", x));
            if (tapped)
                g.Output("tap", x);
            return g.Build().PeakActivationBytes(1);
        }

        Assert.Equal((500, 800), (Peak(tapped: false), Peak(tapped: true)));
    }
}
