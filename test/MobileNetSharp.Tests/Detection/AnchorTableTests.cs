using System.IO.Compression;
using System.Runtime.InteropServices;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Tests.Detection;

/// <summary>Golden files: eng/make_anchor_golden.py.</summary>
public class AnchorTableTests
{
    public static TheoryData<string, Size, TensorFlowAnchors> TensorFlows => new()
    {
        { "tensorflow_192", 192, new() },
        { "tensorflow_192_old", 192, new() { InterpolatesSecond = true } },
        { "tensorflow_300", 300, new() },
        { "tensorflow_320", 320, new() },
        { "tensorflow_192x320_full", new(192, 320), new() { ReducesLowestMap = false } },
    };

    [Theory, MemberData(nameof(TensorFlows))]
    public void Anchors_are_TensorFlows(string file, Size input, TensorFlowAnchors anchors) =>
        AssertClose(Golden(file), anchors.Create(Maps(input)).Create(input));

    [Theory]
    [InlineData("torchvision_ssdlite_320", 320, 320)]
    [InlineData("torchvision_ssdlite_160x320", 160, 320)]
    public void Anchors_are_torchvisions(string file, int height, int width) =>
        AssertClose(Golden(file), SsdAnchors.TorchVisionSsdLite.Create(Maps(new(height, width))).Create(new(height, width)));

    [Fact]
    public void Anchors_of_SSD300_are_torchvisions()
    {
        var anchors = SsdAnchors.TorchVisionSsd300.Create(Sides([38, 19, 10, 5, 3, 1])).Create(300);
        Assert.Equal(8732 * 4, anchors.Length);
        AssertClose(Golden("torchvision_ssd300"), [.. anchors.Chunk(4).Where((_, i) => i % 13 == 0).SelectMany(anchor => anchor)]);
    }

    /// <summary>min_sizes and max_sizes that ssd_coco.py of https://github.com/weiliu89/caffe (branch ssd) computes, in pixels.</summary>
    [Fact]
    public void Anchors_of_Caffe_have_its_sizes_in_pixels()
    {
        AssertSquares([21, 45, 99, 153, 207, 261], [45, 99, 153, 207, 261, 315], 300, SsdAnchors.Caffe300.Create(Sides([38, 19, 10, 5, 3, 1])));
        AssertSquares(
            [20.48, 51.2, 133.12, 215.04, 296.96, 378.88, 460.8], [51.2, 133.12, 215.04, 296.96, 378.88, 460.8, 542.72], 512,
            SsdAnchors.Caffe512.Create(Sides([64, 32, 16, 8, 4, 2, 1])));

        static void AssertSquares(double[] small, double[] large, int input, AnchorTable table)
        {
            Assert.Equal(small, table.Maps.Select(map => Math.Round(map.Shapes[0].Scale * input, 9)));
            Assert.Equal(small.Zip(large, (a, b) => Math.Sqrt(a * b)), table.Maps.Select(map => map.Shapes[1].Scale * input), (a, b) => Math.Abs(a - b) < 1e-9);
        }
    }

    [Fact]
    public void The_first_anchors_by_hand()
    {
        // The first map of 192 pixels has 12 cells a side; its squares are 0.1 of the input.
        var anchors = new TensorFlowAnchors().Create(Maps(192)).Create(192);
        AssertClose([0.5f / 12, 0.5f / 12, 0.1f, 0.1f], anchors[..4]);
        AssertClose([0.5f / 12, 0.5f / 12, (float)(0.2 / Math.Sqrt(2)), (float)(0.2 * Math.Sqrt(2))], anchors[4..8]);
        AssertClose([0.5f / 12, 1.5f / 12, 0.1f, 0.1f], anchors[12..16]);
    }

    [Fact]
    public void On_an_input_that_is_not_square_anchors_stay_square_in_pixels_but_torchvisions_do_not()
    {
        Size input = new(160, 320);
        var anchors = new TensorFlowAnchors().Create(Maps(input)).Create(input);
        Assert.Equal(anchors[2] * 160, anchors[3] * 320, 1e-4f);
        anchors = SsdAnchors.TorchVisionSsdLite.Create(Maps(input)).Create(input);
        Assert.Equal(anchors[2], anchors[3]);
    }

    [Fact]
    public void Nothing_is_clipped_but_torchvisions_sides()
    {
        Assert.Contains(new TensorFlowAnchors().Create(Maps(320)).Create(320).Chunk(4), anchor => anchor[3] > 1.5f);
        Assert.All(SsdAnchors.TorchVisionSsdLite.Create(Maps(320)).Create(320).Chunk(4), anchor => Assert.InRange(anchor[3], 0, 1));
    }

    [Fact]
    public void Maps_of_another_input_have_the_same_shapes()
    {
        var table = new TensorFlowAnchors().Create(Maps(320));
        Assert.Equal(new TensorFlowAnchors().Create(Maps(512)), table.WithMaps(Maps(512)));
        Assert.Throws<ArgumentException>(() => table.WithMaps(Maps(512)[..5]));
        Assert.Throws<ArgumentException>(() => new AnchorTable { Stored = [0, 0, 1, 1] }.WithMaps([1]));
    }

    [Fact]
    public void Options_out_of_bounds_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new TensorFlowAnchors { Scales = [0.1, 0.2] }.Create(Maps(320)));
        Assert.Throws<ArgumentException>(() => new TensorFlowAnchors { MinimumScale = double.NaN }.Create(Maps(320)));
        Assert.Throws<ArgumentException>(() => new TensorFlowAnchors { AspectRatios = [0] }.Create(Maps(320)));
        Assert.Throws<ArgumentException>(() => SsdAnchors.Caffe300.Create(Maps(320)[..5]));
        Assert.Throws<ArgumentException>(() => new TensorFlowAnchors().Create([new(100_000, 100_000)]));
    }

    /// <summary>The maps of our own graphs.</summary>
    static Size[] Maps(Size input) =>
        [.. Ssd.Build(new() { Resolution = input, Classes = 1 }).Outputs.Where(output => output.Name.StartsWith("boxes", StringComparison.Ordinal)).Select(output => output.Node.Shape.Size)];

    static Size[] Sides(int[] sides) => [.. sides.Select(side => (Size)side)];

    static float[] Golden(string name)
    {
        using var file = File.OpenRead(Repository.Path($"test/data/golden/detection/anchors/{name}.f32.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        unpacked.CopyTo(bytes);
        return MemoryMarshal.Cast<byte, float>(bytes.ToArray()).ToArray();
    }

    static void AssertClose(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
    }
}
