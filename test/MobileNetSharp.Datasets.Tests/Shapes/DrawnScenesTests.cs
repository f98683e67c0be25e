using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Shapes;
using MobileNetSharp.Detection;
using MobileNetSharp.Numerics;

namespace MobileNetSharp.Datasets.Tests;

public class DrawnScenesTests
{
    static readonly DrawnScenes Scenes = new(300, seed: 5, size: 128);

    [Fact]
    public void An_image_and_its_boxes_are_a_function_of_seed_and_number_alone()
    {
        var other = new DrawnScenes(10, seed: 5, size: 128, first: 40);
        Assert.Equal(Scenes.Load(42).Pixels, other.Load(2).Pixels);
        Assert.Equal((Scenes.TargetOf(42), Scenes.NameOf(42)), (other.TargetOf(2), other.NameOf(2)));
        Assert.NotEqual(Scenes.TargetOf(42), Scenes.TargetOf(43));
        Assert.NotEqual(Scenes.TargetOf(42), new DrawnScenes(300, seed: 6, size: 128).TargetOf(42));
    }

    [Fact]
    public void There_are_from_one_to_six_objects_of_every_class_and_of_small_to_large_size()
    {
        var counts = Enumerable.Range(0, Scenes.Count).CountBy(index => Scenes.TargetOf(index).Boxes.Length).ToDictionary();
        Assert.Equal([1, 2, 3, 4, 5, 6], counts.Keys.Order());
        Assert.All(counts.Values, count => Assert.InRange(count, 20, 100));
        Assert.Equal(["cross", "disc", "ring", "square", "triangle"], Scenes.ClassNames);
        Assert.All(Scenes.CountByClass(), count => Assert.InRange(count, 150, 280));
        double[] sides = [.. Boxes().Select(box => Math.Max(box.Width, box.Height) / 128).Order()];
        Assert.InRange(sides[0], 0.05, 0.1);
        Assert.InRange(sides[^1], 0.5, 0.6);
        Assert.InRange(sides[sides.Length / 2], 0.12, 0.25);
    }

    [Fact]
    public void Objects_overlap()
    {
        var overlapping = Enumerable.Range(0, Scenes.Count).Count(index => Scenes.TargetOf(index).Boxes is var boxes
            && boxes.Any(one => boxes.Any(other => one != other && one.Box.Intersection(other.Box) > 0.2 * Math.Min(one.Box.Area, other.Box.Area))));
        Assert.InRange(overlapping, Scenes.Count / 3, Scenes.Count);
    }

    /// <summary>Whatever is drawn is annotated: of each object at least half is seen, and the box fits what is seen of it.</summary>
    [Fact]
    public void A_box_surrounds_the_pixels_that_are_seen_of_its_object()
    {
        for (var index = 0; index < 60; index++)
        {
            var scene = new ObjectScene(128, new RandomStream(5, "scene objects", index));
            var owners = scene.Owners.ToArray();
            Assert.Equal(scene.Objects.Count, Scenes.TargetOf(index).Boxes.Length);
            foreach (var (i, one) in scene.Objects.Index())
            {
                var seen = Enumerable.Range(0, owners.Length).Where(pixel => owners[pixel] == i + 1).Select(pixel => (X: pixel % 128, Y: pixel / 128)).ToArray();
                Assert.InRange(seen.Length, ObjectScene.LeastVisible * one.Pixels, one.Pixels);
                var box = Scenes.TargetOf(index).Boxes[i];
                Assert.Equal(new Box(seen.Min(at => at.X), seen.Min(at => at.Y), seen.Max(at => at.X) + 1, seen.Max(at => at.Y) + 1), box.Box);
                Assert.Equal(seen.Length, box.Area);
            }
        }
    }

    /// <summary>The painted image has its objects where the scene says: in front of each other in the same order, each of one color.</summary>
    [Fact]
    public void Pixels_of_an_object_have_its_color()
    {
        for (var index = 0; index < 20; index++)
        {
            var scene = new ObjectScene(128, new RandomStream(5, "scene objects", index));
            var (owners, image) = (scene.Owners.ToArray(), Scenes.Load(index));
            for (var i = 1; i <= scene.Objects.Count; i++)
            {
                // Pixels whose neighbors belong to the same object: the edges are antialiased.
                var inner = Enumerable.Range(129, owners.Length - 258).Where(pixel => new[] { -129, -128, -127, -1, 0, 1, 127, 128, 129 }.All(step => owners[pixel + step] == i)).ToArray();
                var levels = inner.Select(pixel => (double)image.Pixels[3 * pixel]).ToArray();
                if (levels.Length >= 20)
                    Assert.InRange(levels.Average(level => Math.Abs(level - levels.Average())), 0, 16); // the noise
            }
        }
    }

    [Theory]
    [InlineData(AnnotationFormat.Coco)]
    [InlineData(AnnotationFormat.Yolo)]
    [InlineData(AnnotationFormat.PascalVoc)]
    [InlineData(AnnotationFormat.TfRecord)]
    public void Written_scenes_are_read_as_they_were(AnnotationFormat format)
    {
        using var folder = new TestKit.TempFolder();
        var (train, validation) = (new DrawnScenes(8, size: 96), new DrawnScenes(4, size: 96, first: 8));
        var written = DrawnScenesWriter.Write(train, validation, folder.File("scenes"), format, cancellationToken: TestContext.Current.CancellationToken);
        var read = DetectionDataset.Open(folder.File("scenes"));
        Assert.Equal((12, train.CountByClass().Sum() + validation.CountByClass().Sum()), (written.Images, written.Objects));
        Assert.Equal((format, 0, 0), (read.Annotations.Format, read.BoxFaults.Count, read.Findings.Count));
        Assert.Equal((8, 4), (read.IndicesIn(Split.Train).Length, read.IndicesIn(Split.Validation).Length));
        foreach (var index in read.IndicesIn(Split.Validation))
        {
            var original = Enumerable.Range(0, 4).Single(at => read.NameOf(index).Contains(Path.GetFileNameWithoutExtension(validation.NameOf(at)), StringComparison.Ordinal));
            Assert.Equal(validation.Load(original).Pixels, read.Load(index).Pixels);
            Assert.All(validation.TargetOf(original).Boxes.Zip(read.TargetOf(index).Boxes), pair =>
            {
                Assert.Equal(validation.ClassNames[pair.First.Class], read.ClassNames[pair.Second.Class]);
                Assert.InRange(pair.First.Box.IntersectionOverUnion(pair.Second.Box), 0.999, 1);
            });
        }
    }

    [Fact]
    public void A_folder_with_files_is_left_alone()
    {
        using var folder = new TestKit.TempFolder();
        File.WriteAllText(folder.File("mine.txt"), "");
        Assert.Throws<DatasetException>(() => DrawnScenesWriter.Write(Scenes, Scenes, folder.Path, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Single(Directory.GetFileSystemEntries(folder.Path));
    }

    static IEnumerable<Box> Boxes() => Enumerable.Range(0, Scenes.Count).SelectMany(index => Scenes.TargetOf(index).Boxes).Select(box => box.Box);
}
