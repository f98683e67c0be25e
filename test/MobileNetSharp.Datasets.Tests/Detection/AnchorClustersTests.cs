using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Detection;
using MobileNetSharp.Imaging;

namespace MobileNetSharp.Datasets.Tests.Detection;

/// <summary>Anchors of YOLOv2 that fit the boxes of a data set.</summary>
public class AnchorClustersTests
{
    static readonly Gen<CellAnchor[]> Shapes = Gen.Select(Gen.Double[0.1, 12], Gen.Double[0.1, 12], (width, height) => new CellAnchor(width, height)).Array[1, 40];

    [Fact]
    public void Three_kinds_of_boxes_are_found_as_three_anchors_whatever_the_seed()
    {
        CellAnchor[] kinds = [new(1, 1), new(3, 6), new(9, 4)];
        var shapes = kinds.SelectMany((kind, i) => Enumerable.Range(0, 20 + i).Select(n => new CellAnchor(kind.Width * (1 + (0.01 * ((n % 5) - 2))), kind.Height * (1 + (0.01 * ((n % 3) - 1)))))).ToArray();
        for (var seed = 0UL; seed < 10; seed++)
        {
            var anchors = AnchorClusters.Find(shapes, 3, seed);
            Assert.Equal(kinds.Length, anchors.Length);
            Assert.All(anchors.Zip(kinds), pair => Assert.True(AnchorClusters.Iou(pair.First, pair.Second) > 0.97, $"{pair.First}, not {pair.Second}"));
            Assert.InRange(AnchorClusters.MeanIou(shapes, anchors), 0.95, 1);
        }
    }

    [Fact]
    public void Anchors_are_as_many_as_asked_for_or_as_there_are_shapes_ascending_and_the_same_for_the_same_seed() => Gen.Select(Shapes, Gen.Int[1, 9], Gen.ULong).Sample((shapes, count, seed) =>
    {
        var anchors = AnchorClusters.Find(shapes, count, seed);
        Assert.Equal(Math.Min(count, shapes.Distinct().Count()), anchors.Length);
        Assert.Equal(anchors.OrderBy(anchor => anchor.Width * anchor.Height), anchors);
        Assert.True(AnchorClusters.Find(shapes, count, seed).SequenceEqual(anchors));
        Assert.InRange(AnchorClusters.MeanIou(shapes, anchors), 1e-6, 1);
    }, iter: 300);

    /// <summary>The reason for clusters by IoU: five of them overlap boxes of all sizes better than one does.</summary>
    [Fact]
    public void More_anchors_overlap_the_boxes_more()
    {
        var stream = new Numerics.RandomStream(1, "boxes");
        var shapes = Enumerable.Range(0, 300).Select(_ => (Size: Math.Pow(13, stream.NextUniform()), Aspect: Math.Pow(2, stream.NextUniform(-1, 1)))).Select(box => new CellAnchor(box.Size * box.Aspect, box.Size / box.Aspect)).ToArray();
        double[] overlaps = [.. new[] { 1, 3, 5, 9 }.Select(count => AnchorClusters.MeanIou(shapes, AnchorClusters.Find(shapes, count, 1)))];
        Assert.Equal(overlaps.Order(), overlaps);
        Assert.InRange(overlaps[2], 0.55, 1);
    }

    [Fact]
    public void Shapes_are_those_that_the_network_sees()
    {
        // 200 × 100 pixels: stretched to 64 × 64 the object is 2 × 1 cells of 16 pixels; fitted within it, 2 × 0.5.
        var images = new Images([new(new Box(10, 20, 110, 45), 0), new(new Box(0, 0, 200, 100), 0) { IsCrowd = true }]);
        var cells = new Graphs.Size(4, 4);
        Assert.Equal([new CellAnchor(2, 1)], AnchorClusters.ShapesOf(images, Preprocessing.Raw, 64, cells));
        Assert.Equal([new CellAnchor(2, 0.5)], AnchorClusters.ShapesOf(images.Subset([0]), Preprocessing.Raw with { Letterbox = new() }, 64, cells));
        Assert.Equal((200, 100), images.Subset([0]).SizeOf(0));
    }

    [Fact]
    public void Without_boxes_there_are_no_anchors()
    {
        Assert.Empty(AnchorClusters.Find([], 5, 1));
        Assert.Equal(0, AnchorClusters.MeanIou([], [new(1, 1)]));
        Assert.Empty(AnchorClusters.ShapesOf(new Images([]), Preprocessing.Raw, 64, 4));
    }

    sealed class Images(AnnotatedBox[] boxes) : DetectionDataset(["a"])
    {
        public override int Count => 1;

        public override string NameOf(int index) => "a.png";

        public override AnnotatedBoxes TargetOf(int index) => new([.. boxes]);

        public override RgbImage Load(int index) => new(200, 100);
    }
}
