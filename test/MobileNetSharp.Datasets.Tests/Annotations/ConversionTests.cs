using System.Collections.Immutable;
using CsCheck;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Detection;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests.Annotations;

public sealed class ConversionTests : IDisposable
{
    const int Width = 200, Height = 100;

    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Gen<AnnotatedObject> Objects =
        from left in Gen.Double[0, Width - 3.0]
        from top in Gen.Double[0, Height - 3.0]
        from width in Gen.Double[2, Width]
        from height in Gen.Double[2, Height]
        from @class in Gen.Int[0, 2]
        from mark in Gen.Int[0, 5]
        select new AnnotatedObject(@class, new Box(left, top, Math.Min(Width, left + width), Math.Min(Height, top + height)))
        {
            IsCrowd = mark == 0,
            IsDifficult = mark == 1,
        };

    static readonly Gen<(AnnotatedObject[] Objects, Split? Split)[]> Sets =
        from images in Gen.Select(Objects.Array[0, 4], Gen.Int[0, 2]).Array[1, 5]
        from isSplit in Gen.Bool
        select images.Select(image => (image.Item1, isSplit ? (Split?)image.Item2 : null)).ToArray();

    [Theory]
    [InlineData(AnnotationFormat.Coco, 1e-9)]
    [InlineData(AnnotationFormat.Yolo, 1e-4)]
    [InlineData(AnnotationFormat.TfRecord, 1e-4)]
    [InlineData(AnnotationFormat.PascalVoc, 1)]
    [InlineData(AnnotationFormat.Csv, 1)]
    public void What_is_written_is_read_again(AnnotationFormat format, double precision)
    {
        for (var i = 0; i < 5; i++)
            folder.Image($"photos/{(i % 2 == 0 ? "x" : "y")}/{i / 2}.png", Width, Height);
        var number = 0;
        Sets.Sample(
            images =>
            {
                var set = Set(images);
                var output = folder.File($"out {Interlocked.Increment(ref number)}");
                var conversion = Write(set, output, format);
                var expected = set.Images.Where(image => format != AnnotationFormat.Csv || image.Objects.Any(box => !box.IsCrowd)).ToArray();
                if (expected.Length == 0)
                    return;
                var read = AnnotationSet.Read(output);
                Assert.Equal(format, read.Format);
                if (format is AnnotationFormat.Yolo or AnnotationFormat.Coco or AnnotationFormat.TfRecord)
                    Assert.Equal(set.Names(), read.Names());
                Assert.Equal(conversion.Objects, read.Images.Sum(image => image.Objects.Length));
                Assert.Empty(read.BoxFaults);
                foreach (var image in expected)
                    AssertSame(set, image, read, format, precision);
            },
            iter: 12, threads: 1);
    }

    [Fact]
    public void Links_lead_to_the_images_and_copies_are_files()
    {
        folder.Image("a.png").Text("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 1, 1, 9, 9)));
        var set = folder.Read();
        Write(set, folder.File("linked"), AnnotationFormat.Yolo);
        Assert.Equal(Path.GetFullPath(folder.File("a.png")), new FileInfo(folder.File("linked/images/a.png")).LinkTarget);
        Write(set, folder.File("copied"), AnnotationFormat.Yolo, new() { CopiesImages = true });
        Assert.Null(new FileInfo(folder.File("copied/images/a.png")).LinkTarget);
        Assert.Equal(File.ReadAllBytes(folder.File("a.png")), File.ReadAllBytes(folder.File("copied/images/a.png")));
        Assert.Contains("is not empty", Assert.Throws<DatasetException>(() => Write(set, folder.File("copied"), AnnotationFormat.Coco)).Message);
        Assert.Throws<ArgumentException>(() => Write(set, folder.File("other"), AnnotationFormat.Cvat));
    }

    [Fact]
    public void What_a_format_cannot_hold_is_counted()
    {
        folder.Image("a.png").Image("b.png");
        var set = Set([([Object(isCrowd: true), Object(isDifficult: true), Object(), Object() with { Mask = new PolygonMask([[1, 1, 9, 1, 9, 9]]) }], null), ([], null)], "a.png", "b.png");
        Assert.Equal([("crowd", 1), ("difficult", 1), ("mask", 1)], Losses(AnnotationFormat.Yolo));
        Assert.Equal([("crowd", 1), ("mask", 1), ("precision", 4)], Losses(AnnotationFormat.PascalVoc));
        Assert.Equal([("crowd", 1), ("difficult", 1), ("mask", 1), ("negative", 1), ("precision", 3)], Losses(AnnotationFormat.Csv));
        Assert.Equal([("mask", 1)], Losses(AnnotationFormat.TfRecord));
        Assert.Empty(Losses(AnnotationFormat.Coco));

        (string, int)[] Losses(AnnotationFormat format) => [.. Write(set, folder.File($"{format}"), format).Losses.Select(loss => (loss.Kind, loss.Count))];

        static AnnotatedObject Object(bool isCrowd = false, bool isDifficult = false) => new(0, new Box(1.5, 2, 30, 40)) { IsCrowd = isCrowd, IsDifficult = isDifficult };
    }

    [Fact]
    public void Outlines_ids_and_areas_stay_in_COCO()
    {
        folder.Image("a.png").Text("x.json", "{\"images\": [{\"id\": 40, \"file_name\": \"a.png\"}], \"categories\": [{\"id\": 3, \"name\": \"x\"}, {\"id\": 90, \"name\": \"y\"}], \"annotations\": ["
            + "{\"id\": 1, \"image_id\": 40, \"category_id\": 90, \"bbox\": [1, 1, 9, 9], \"area\": 12.5, \"segmentation\": [[1, 1, 9, 1, 9, 9]]},"
            + "{\"id\": 2, \"image_id\": 40, \"category_id\": 3, \"bbox\": [1, 1, 9, 9], \"iscrowd\": 1, \"segmentation\": {\"size\": [100, 200], \"counts\": [110, 5, 19885]}}]}");
        var set = folder.Read(new() { ReadsMasks = true });
        Write(set, folder.File("out"), AnnotationFormat.Coco);
        var read = folder.Read(new() { ReadsMasks = true }, "out");
        Assert.Equal(set.Classes, read.Classes);
        Assert.Equal((40L, 12.5), (read.Images[0].Id, read.Images[0].Objects[0].Area));
        Assert.Equal([1, 1, 9, 1, 9, 9], Assert.IsType<PolygonMask>(read.Images[0].Objects[0].Mask).Outlines[0]);
        Assert.Equal([110, 5, 19885], Assert.IsType<RunLengthMask>(read.Images[0].Objects[1].Mask).Runs);
    }

    [Theory]
    [InlineData("[null, 1, 2, 3, 4, 5]", 12.5)]
    [InlineData("[1e300, 1, 2, 3, 4, 5]", 12.5)]
    [InlineData("[1e39, 1, 2, 3, 4, 5], [1, 1, 9, 1, 9, 9]", 1.7e308)]
    public void An_outline_without_a_place_is_left_out_and_its_box_stays(string outlines, double area)
    {
        folder.Image("a.png", 400, 200).Text("x.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\", \"width\": 200, \"height\": 100}], \"categories\": [{\"id\": 3, \"name\": \"x\"}], \"annotations\": ["
            + FormattableString.Invariant($"{{\"id\": 1, \"image_id\": 1, \"category_id\": 3, \"bbox\": [1, 1, 9, 9], \"area\": {area}, \"segmentation\": [{outlines}]}}]}}"));
        var set = folder.Read(new() { ReadsMasks = true });
        Assert.Equal(1, Write(set, folder.File("out"), AnnotationFormat.Coco).Objects);
        Assert.Equal(outlines.Contains("], [", StringComparison.Ordinal), set.Only().Mask is PolygonMask { Outlines.Length: 1 });
        set.Only().IsAt(2, 2, 20, 20);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_failure_leaves_nothing_that_is_in_the_way_of_the_next_try(bool isNew)
    {
        folder.Image("a.png").Image("b.png").Text("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 1, 1, 9, 9))).Text("b.xml", VocTests.Xml("b.png", VocTests.Box("x", 1, 1, 9, 9)));
        var (set, output, bytes) = (folder.Read(), folder.File("out"), File.ReadAllBytes(folder.File("b.png")));
        File.Delete(folder.File("b.png"));
        if (!isNew)
            Directory.CreateDirectory(output);
        Assert.Throws<FileNotFoundException>(() => Write(set, output, AnnotationFormat.Coco, new() { CopiesImages = true }));
        Assert.Equal(!isNew, Directory.Exists(output));
        File.WriteAllBytes(folder.File("b.png"), bytes);
        Assert.Equal(2, Write(set, output, AnnotationFormat.Coco, new() { CopiesImages = true }).Images);
        Assert.True(File.Exists(folder.File("a.png")));
    }

    [Theory]
    [InlineData(AnnotationFormat.Coco)]
    [InlineData(AnnotationFormat.Yolo)]
    [InlineData(AnnotationFormat.TfRecord)]
    [InlineData(AnnotationFormat.PascalVoc)]
    [InlineData(AnnotationFormat.Csv)]
    public void Names_that_no_file_can_hold_are_written_with_a_replacement(AnnotationFormat format)
    {
        folder.Image("a.png");
        var set = Set([([new(0, new Box(1, 1, 9, 9)), new(1, new Box(1, 1, 9, 9)), new(2, new Box(1, 1, 9, 9))], null)], "a.png");
        set = set with { Classes = [new("x\uFFFEy\uFFFF", null), new("half \uD83D", null), new("a \U0001F99D", null)], Images = [set.Images[0] with { Name = "a\uFFFE\uDE00.png" }] };
        Write(set, folder.File("out"), format);
        var read = folder.Read(name: "out");
        Assert.Equal(["x\uFFFDy\uFFFD", "half \uFFFD", "a \U0001F99D"], Assert.Single(read.Images).Objects.Select(read.ClassOf));
        Assert.EndsWith("a\uFFFD\uFFFD.png", read.Images[0].Name, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_cannot_be_read_is_left_out_of_a_record_and_counted()
    {
        folder.Image("a.png").Image("b.png").Text("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 1, 1, 9, 9))).Text("b.xml", VocTests.Xml("b.png", VocTests.Box("x", 1, 1, 9, 9)));
        var set = folder.Read();
        File.Delete(folder.File("b.png"));
        var conversion = Write(set, folder.File("out"), AnnotationFormat.TfRecord);
        Assert.Equal((1, 1, "image"), (conversion.Images, conversion.Objects, Assert.Single(conversion.Losses).Kind));
        Assert.Single(folder.Read(name: "out").Images);
    }

    /// <summary>Files of results number the images by their places, whichever of them can be read.</summary>
    [Fact]
    public void An_image_keeps_the_number_of_its_place_where_another_is_left_out()
    {
        folder.Image("b.png").Text("a.png", "no image").Text("a.txt", "0 .5 .5 .5 .5").Text("b.txt", "0 .5 .5 .5 .5");
        var set = folder.Read();
        Write(set, folder.File("out"), AnnotationFormat.Coco);
        Assert.Equal((2, 2), (set.Images.Length, folder.Read(name: "out").Images[0].Id));
    }

    [Theory]
    [InlineData(0, 1, 2)]
    [InlineData(3, 3, 7)]
    public void TensorFlows_ids_count_from_1(int id, int first, int second)
    {
        folder.Image("a.png").Text("x.json", $"{{\"images\": [{{\"id\": 1, \"file_name\": \"a.png\"}}], \"categories\": [{{\"id\": {id}, \"name\": \"x\"}}, {{\"id\": 7, \"name\": \"y\"}}], \"annotations\": [{{\"id\": 1, \"image_id\": 1, \"category_id\": {id}, \"bbox\": [1, 1, 9, 9]}}]}}");
        Write(folder.Read(), folder.File("out"), AnnotationFormat.TfRecord);
        var read = folder.Read(name: "out");
        Assert.Equal([new("x", first), new("y", second)], read.Classes);
        Assert.Equal("x", read.ClassOf(read.Only()));
    }

    [Fact]
    public void COCO_of_any_length_is_not_held_in_memory()
    {
        folder.Image("a.png");
        ImmutableArray<float> outline = [.. Enumerable.Range(0, 20_000).Select(i => (i % 90) + 0.25f)];
        var set = Set([.. Enumerable.Range(0, 40).Select(_ => (new[] { new AnnotatedObject(0, new Box(1, 1, 9, 9)) { Mask = new PolygonMask([outline]) } }, (Split?)null))], [.. Enumerable.Repeat("a.png", 40)]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Write(set, folder.File("out"), AnnotationFormat.Coco);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, new FileInfo(folder.File("out/annotations/instances.json")).Length / 2);
    }

    [Fact]
    public void A_conversion_and_an_object_print_what_they_hold()
    {
        var box = new AnnotatedObject(2, new Box(1, 2, 3, 4)) { IsCrowd = true, Mask = new PolygonMask([[1, 1, 9, 1, 9, 9]]) };
        Assert.Equal("class 2: 1.0, 2.0, 3.0, 4.0, crowd, 1 outlines", box.ToString());
        Assert.Equal("3 images, 5 objects, 2 losses", new AnnotationConversion(3, 5, [new("mask", 2, "x")]).ToString());
    }

    [Fact]
    public void A_record_holds_images_upright_and_gives_them_back()
    {
        folder.Bytes("a.jpg", File.ReadAllBytes(Repository.Path("test/data/golden/images/orientation_6.jpg")));
        folder.Text("a.xml", VocTests.Xml("a.jpg", VocTests.Box("it's", 3, 5, 12, 19), "<size><width>23</width><height>31</height></size>"));
        var conversion = Write(folder.Read(), folder.File("record"), AnnotationFormat.TfRecord);
        Assert.Equal(("orientation", 1), (Assert.Single(conversion.Losses).Kind, conversion.Losses[0].Count));
        var record = folder.Read(name: "record");
        Assert.Equal((23, 31, "it's"), (record.Images[0].Width, record.Images[0].Height, record.Names()[0]));
        Assert.Equal(1, record.Images[0].Source.LoadHeader().ToUpright.XX);
        record.Only().IsAt(2, 4, 12, 19, 1e-4);
        Write(record, folder.File("yolo"), AnnotationFormat.Yolo);
        Assert.Equal(record.Images[0].Source.ReadBytes(), File.ReadAllBytes(folder.File("yolo/images/a.jpg")));
    }

    /// <summary>Boxes are in the upright image: programs that ignore EXIF would show them elsewhere.</summary>
    [Theory]
    [InlineData(AnnotationFormat.Coco)]
    [InlineData(AnnotationFormat.PascalVoc)]
    [InlineData(AnnotationFormat.Yolo)]
    [InlineData(AnnotationFormat.Csv)]
    public void Copies_are_stored_upright_and_links_to_turned_images_are_counted(AnnotationFormat format)
    {
        folder.Image("b.png", 23, 31).Bytes("a.jpg", File.ReadAllBytes(Repository.Path("test/data/golden/images/orientation_6.jpg")));
        foreach (var name in new[] { "a.jpg", "b.png" })
            folder.Text($"{name[0]}.xml", VocTests.Xml(name, VocTests.Box("x", 3, 5, 12, 19), "<size><width>23</width><height>31</height></size>"));
        var set = folder.Read();
        var linked = Assert.Single(Write(set, folder.File("linked"), format).Losses);
        Assert.Equal(("orientation", 1), (linked.Kind, linked.Count));
        Assert.Contains("keep an EXIF orientation", linked.Text);
        Assert.True(Turned("linked").IsTurned);
        var copied = Assert.Single(Write(set, folder.File("copied"), format, new() { CopiesImages = true }).Losses);
        Assert.Equal(("orientation", 1), (copied.Kind, copied.Count));
        Assert.Contains("stored upright", copied.Text);
        var upright = Turned("copied");
        Assert.Equal((false, 23, 31), (upright.IsTurned, upright.Width, upright.Height));
        Assert.Single(upright.Objects).IsAt(2, 4, 12, 19, 1e-4);

        AnnotatedImage Turned(string name) => Assert.Single(folder.Read(name: name).Images, image => image.Name.EndsWith("a.jpg", StringComparison.Ordinal));
    }

    [Fact]
    public void Raccoons_go_through_all_formats_and_come_back()
    {
        var set = AnnotationSet.Read(SharedData.Path("datasets/raccoon"), new() { Format = AnnotationFormat.PascalVoc });
        var (first, at) = (set, 0);
        foreach (var format in new[] { AnnotationFormat.Coco, AnnotationFormat.Yolo, AnnotationFormat.TfRecord, AnnotationFormat.Csv, AnnotationFormat.PascalVoc })
        {
            Assert.Equal(217, Write(set, folder.File($"{++at}"), format).Objects);
            set = folder.Read(name: $"{at}");
        }

        Assert.Equal(first.Images.Select(image => Path.GetFileName(image.Name)), set.Images.Select(image => Path.GetFileName(image.Name)));
        foreach (var (box, same) in set.Images.SelectMany(image => image.Objects).Zip(first.Images.SelectMany(image => image.Objects)))
            Assert.Equal(same.Box, box.Box);
    }

    static AnnotationConversion Write(AnnotationSet set, string output, AnnotationFormat format, AnnotationWriterOptions? options = null) =>
        AnnotationWriter.Write(set, output, format, options, cancellationToken: TestContext.Current.CancellationToken);

    AnnotationSet Set((AnnotatedObject[] Objects, Split? Split)[] images, params string[] names) => new(
        AnnotationFormat.Coco, [new("ant", null), new("a 'bee'", null), new("cow, big", null)],
        [
            .. images.Select((image, index) => (Name: index < names.Length ? names[index] : $"photos/{(index % 2 == 0 ? "x" : "y")}/{index / 2}.png", image))
                .Select(pair => new AnnotatedImage(pair.Name, new ImageSource(folder.File(pair.Name)), [.. pair.image.Objects]) { Width = Width, Height = Height, Split = pair.image.Split })
                .OrderBy(image => image.Name, StringComparer.Ordinal),
        ]);

    static void AssertSame(AnnotationSet set, AnnotatedImage image, AnnotationSet read, AnnotationFormat format, double precision)
    {
        var same = Assert.Single(read.Images, other => Path.GetFileName(other.Name) == image.Name.Replace('/', '_') || Path.GetFileName(other.Name) == Path.GetFileName(image.Name));
        // YOLO has no set without splits.
        Assert.Equal((format == AnnotationFormat.Yolo ? image.Split ?? Split.Train : image.Split, image.Width, image.Height), (same.Split, same.Width, same.Height));
        var expected = image.Objects.Where(box => !box.IsCrowd || format is not (AnnotationFormat.Yolo or AnnotationFormat.Csv)).ToImmutableArray();
        Assert.Equal(expected.Select(set.ClassOf), same.Objects.Select(read.ClassOf));
        foreach (var (box, other) in expected.Zip(same.Objects))
        {
            other.IsAt(box.Box.Left, box.Box.Top, box.Box.Right, box.Box.Bottom, precision);
            if (format is AnnotationFormat.Coco or AnnotationFormat.TfRecord)
                Assert.Equal((box.IsCrowd, box.IsDifficult), (other.IsCrowd, other.IsDifficult));
            else if (format == AnnotationFormat.PascalVoc)
                Assert.Equal(box.IsCrowd || box.IsDifficult, other.IsDifficult);
        }
    }
}
