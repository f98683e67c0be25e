using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Annotations.Reading;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests.Annotations;

public sealed class BoxFaultTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    AnnotationSet Read(params string[] boxes)
    {
        folder.Image("a.png").Image("b.png").Text("labels.csv", "filename,class,xmin,ymin,xmax,ymax\nb.png,x,1,1,20,20\n" + string.Concat(boxes.Select(box => $"a.png,x,{box}\n")));
        return folder.Read();
    }

    [Theory]
    [InlineData("30,40,10,20", BoxFaultKind.Swapped, 10, 20, 30, 40)]
    [InlineData("10,40,30,20", BoxFaultKind.Swapped, 10, 20, 30, 40)]
    [InlineData("-1,0,30,40", BoxFaultKind.OffByOne, 0, 0, 30, 40)]
    [InlineData("10,20,201,101", BoxFaultKind.OffByOne, 10, 20, 200, 100)]
    [InlineData("-20,20,250,40", BoxFaultKind.Clipped, 0, 20, 200, 40)]
    public void What_can_be_repaired_is_repaired_and_listed(string box, BoxFaultKind kind, double left, double top, double right, double bottom)
    {
        var set = Read(box);
        set.Only("a.png").IsAt(left, top, right, bottom);
        var fault = Assert.Single(set.BoxFaults);
        Assert.Equal((kind, "a.png", "labels.csv", "line 3", "x", false), (fault.Kind, fault.Image, fault.File, fault.Object, fault.ClassName, fault.IsDropped));
        Assert.Equal(set.Only("a.png").Box, fault.Used);
        Assert.Equal(double.Parse(box.Split(',')[0]), fault.Stated.Left);
    }

    [Theory]
    [InlineData("10,20,10,40", BoxFaultKind.TooSmall)]
    [InlineData("10,20,10.5,20.5", BoxFaultKind.TooSmall)]
    [InlineData("0,0,0,0", BoxFaultKind.TooSmall)]
    [InlineData("200,20,230,40", BoxFaultKind.Outside)]
    [InlineData("-50,-50,-1,-1", BoxFaultKind.Outside)]
    [InlineData("nan,20,30,40", BoxFaultKind.NotANumber)]
    [InlineData("1e300,20,30,40", BoxFaultKind.NotANumber)]
    [InlineData("-Infinity,20,30,40", BoxFaultKind.NotANumber)]
    [InlineData(",20,30,40", BoxFaultKind.NotANumber)]
    public void What_cannot_be_learned_from_is_dropped_and_listed(string box, BoxFaultKind kind)
    {
        var set = Read(box);
        Assert.Empty(set.Image("a.png").Objects);
        Assert.Equal((kind, true, "line 3"), (Assert.Single(set.BoxFaults).Kind, set.BoxFaults[0].IsDropped, set.BoxFaults[0].Object));
        Assert.Contains("labels.csv: line 3: x (", set.BoxFaults[0].ToString());
    }

    [Fact]
    public void Boxes_with_sizes_for_corners_are_recognized()
    {
        Assert.Equal(["3 of 4 boxes are not inside their images; read so, 4 are"], Notes("120,10,60,50", "150,60,30,40", "20,50,100,40"));
        // Corners that were exchanged are no sizes.
        Assert.Empty(Notes("120,90,60,50", "150,60,90,10", "120,90,100,40"));

        IEnumerable<string?> Notes(params string[] boxes) => Read(boxes).Findings.Where(finding => finding.Kind == AnnotationFindingKind.SizesForCorners).SelectMany(finding => finding.Items).Select(item => item.Note);
    }

    [Theory]
    [InlineData("0,0,200,100")]
    [InlineData("10,20,11,21")]
    [InlineData("-0.01,0,200.02,100.03")]
    public void Sound_boxes_are_no_faults(string box) => Assert.Empty(Read(box).BoxFaults);

    [Fact]
    public void Boxes_of_a_scaled_image_are_scaled_and_that_is_noted()
    {
        folder.Image("a.png", 100, 50).Text("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 21, 21, 100, 80)));
        var set = folder.Read();
        set.Only().IsAt(10, 10, 50, 40);
        Assert.Equal(["a.png (annotated 200x100, is 100x50; boxes scaled)"], set.Notes(AnnotationFindingKind.OtherSize));
        folder.Image("a.png", 100, 70);
        Assert.Contains("taken as they are", Assert.Single(folder.Read().Notes(AnnotationFindingKind.OtherSize)));
        folder.Image("a.png", 400, 200).Text("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 301, 21, 400, 80)));
        folder.Read().Only().IsAt(300, 20, 400, 80);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4), InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void Boxes_drawn_on_raw_pixels_are_turned_with_them(int orientation)
    {
        var name = $"orientation_{orientation}.jpg";
        folder.Bytes("a.jpg", File.ReadAllBytes(Repository.Path($"test/data/golden/images/{name}")));
        folder.Text("a.xml", VocTests.Xml("a.jpg", VocTests.Box("x", 3, 5, 12, 9), "<size><width>31</width><height>23</height></size>"));
        var (raw, upright) = (RgbImage.Load(Repository.Path("test/data/golden/images/orientation_1.jpg")), RgbImage.Load(folder.File("a.jpg")));
        var set = folder.Read(new() { LabelsOnRawPixels = true });
        var box = set.Only().Box;
        Assert.Equal(10 * 5, box.Area, 1e-9);
        Assert.Equal(Sorted(raw.Crop(2, 4, 10, 5)), Sorted(upright.Crop((int)box.Left, (int)box.Top, (int)box.Width, (int)box.Height)));
        Assert.Equal(orientation > 4 ? ["a.jpg"] : [], folder.Read().Found(AnnotationFindingKind.LabeledOnRawPixels));

        static string Sorted(RgbImage image) => string.Join(' ', image.Pixels.ToArray().Chunk(3).Select(Convert.ToHexString).Order());
    }

    [Fact]
    public void Labels_on_the_upright_image_need_no_option_and_are_not_turned_by_it()
    {
        folder.Bytes("a.jpg", File.ReadAllBytes(Repository.Path("test/data/golden/images/orientation_6.jpg")));
        folder.Text("a.xml", VocTests.Xml("a.jpg", VocTests.Box("x", 3, 5, 12, 19), "<size><width>23</width><height>31</height></size>"));
        foreach (var isRaw in new[] { false, true })
        {
            var set = folder.Read(new() { LabelsOnRawPixels = isRaw });
            set.Only().IsAt(2, 4, 12, 19);
            Assert.Empty(set.Findings);
        }
    }

    [Fact]
    public void Missing_images_are_named_and_broken_ones_stay_to_be_found_when_they_are_decoded()
    {
        var set = Read("1,1,9,9");
        folder.Bytes("a.png", [1, 2, 3]);
        Assert.Equal(2, folder.Read().Images.Length);
        Assert.Empty(folder.Read().Image("a.png").Objects);
        File.Delete(folder.File("a.png"));
        Assert.Equal(["a.png (in labels.csv)"], folder.Read().Notes(AnnotationFindingKind.MissingImage));
        Assert.Empty(set.Findings);
    }

    [Fact]
    public void A_name_that_two_images_have_is_ambiguous_unless_its_folder_tells_them_apart()
    {
        folder.Image("one/a.png").Image("two/a.png").Text("labels.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,x,1,1,9,9\none/a.png,x,1,1,9,9\n");
        var set = folder.Read();
        Assert.Equal(["one/a.png"], set.Images.Select(image => image.Name));
        Assert.Equal(["a.png"], set.Found(AnnotationFindingKind.AmbiguousImage));
    }

    [Fact]
    public void Several_formats_are_named_and_one_can_be_chosen()
    {
        folder.Image("a.png").Text("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 1, 1, 9, 9))).Text("labels.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,x,1,1,9,9\n");
        var fault = Assert.Throws<DatasetException>(() => folder.Read());
        Assert.Equal([AnnotationFormat.PascalVoc, AnnotationFormat.Csv], fault.Formats);
        Assert.Contains("Pascal VOC (a.xml), CSV (labels.csv)", fault.Message);
        Assert.Equal(AnnotationFormat.Csv, folder.Read(new() { Format = AnnotationFormat.Csv }).Format);
        Assert.Equal(AnnotationFormat.PascalVoc, folder.Read(name: "a.xml").Format);
        Assert.Contains("holds no annotations that are known", folder.Fault(new() { Format = AnnotationFormat.Coco }));
        Assert.Contains("no such file or folder", folder.Fault(name: "none"));
    }

    [Fact]
    public void Damaged_files_of_every_format_are_read_or_refused_in_little_memory()
    {
        folder.Image("a.png");
        (string Name, string Text)[] samples =
        [
            ("a.json", "{\"images\": [{\"id\": 40, \"file_name\": \"a.png\", \"width\": 200, \"height\": 100}], \"annotations\": [{\"id\": 1, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 2, 3, 4], \"segmentation\": {\"size\": [100, 200], \"counts\": \"0d0n0\"}}], \"categories\": [{\"id\": 1, \"name\": \"x\"}]}"),
            ("a.json", "{\"shapes\": [{\"label\": \"x\", \"points\": [[1, 2], [3, 4]], \"shape_type\": \"rectangle\", \"group_id\": 1}], \"imagePath\": \"a.png\", \"imageData\": \"QUJD\", \"imageWidth\": 200, \"imageHeight\": 100}"),
            ("a.json", "{\"tags\": [{\"name\": \"x\"}], \"assets\": {\"1\": {\"asset\": {\"name\": \"a.png\", \"size\": {\"width\": 200, \"height\": 100}}, \"regions\": [{\"tags\": [\"x\"], \"boundingBox\": {\"height\": 20, \"width\": 10, \"left\": 5, \"top\": 10}}]}}}"),
            ("a.xml", VocTests.Xml("a.png", VocTests.Box("x", 1, 2, 30, 40))),
            ("a.xml", "<annotations><meta><task><labels><label><name>x</name></label></labels></task></meta><image name=\"a.png\" width=\"200\" height=\"100\"><box label=\"x\" xtl=\"1\" ytl=\"2\" xbr=\"3\" ybr=\"4\"/></image><track label=\"x\"><box frame=\"1\" xtl=\"1\" ytl=\"2\" xbr=\"3\" ybr=\"4\"/></track></annotations>"),
            ("a.csv", "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,200,100,\"x\",1,2,30,40\n"),
            ("a.txt", "0 0.5 0.5 0.25 0.25\n1 0.1 0.1 0.5 0.5 0.1 0.9\n"),
            ("data.yaml", "path: .\ntrain: .\nval: [x, y]\nnames: {0: 'x', 1: y}\n"),
        ];
        foreach (var (name, text) in samples)
        {
            HostileInput.Check<DatasetException>(Mutations.Create(System.Text.Encoding.UTF8.GetBytes(text), 60, seed: 1), bytes =>
            {
                folder.Bytes(name, bytes);
                var set = folder.Read(new() { ReadsMasks = true });
                Assert.All(set.Images.SelectMany(image => image.Objects), box => Assert.InRange(box.Box.Area, 0.99, 200 * 100));
            }, multiple: 3000);
            File.Delete(folder.File(name));
        }
    }

    [Theory]
    [InlineData("a.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"annotations\": ", "[", 100_000)]
    [InlineData("a.json", "{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"categories\": [], \"annotations\": [{\"segmentation\": ", "{\"a\": ", 100_000)]
    [InlineData("a.xml", "<annotation><filename>a.png</filename><bndbox/>", "<object>", 100_000)]
    [InlineData("data.yaml", "train: .\nnames: ", "[", 100_000)]
    public void Deep_nesting_neither_hangs_nor_crashes(string name, string beginning, string nested, int depth)
    {
        folder.Image("a.png").Text(name, beginning + string.Concat(Enumerable.Repeat(nested, depth)));
        try
        {
            folder.Read();
        }
        catch (DatasetException e)
        {
            Assert.Contains(name, e.Message);
        }
    }

    [Fact]
    public void A_list_in_folders_of_other_machines_is_understood()
    {
        var lookup = new ImageLookup(["images/train/1.jpg", "images/val/1.jpg", "images/val/2.JPG"]);
        Assert.Equal(["images/train/1.jpg"], lookup.Find("C:\\data\\train\\1.jpg", "x.json", null));
        Assert.Equal(["images/val/1.jpg"], lookup.Find("1.jpg", "x.json", Split.Validation));
        Assert.Equal(["images/val/2.JPG"], lookup.Find("file:/home/me/2.jpeg", "x.json", null));
        Assert.Equal(2, lookup.Find("1.jpg", "x.json", null).Count);
        Assert.Empty(lookup.Find("3.jpg", "x.json", null));
    }

    [Fact]
    public void The_image_at_the_very_path_is_taken_before_others_of_its_name()
    {
        var lookup = new ImageLookup(["1.jpg", "old/1.jpg", "set/images/1.jpg", "old/set/images/1.jpg"]);
        Assert.Equal(["1.jpg"], lookup.Find("1.jpg", "all.csv", null));
        Assert.Equal(["old/1.jpg"], lookup.Find("./1.jpg", "old/all.csv", null));
        Assert.Equal(["set/images/1.jpg"], lookup.Find("set/images/1.jpg", "all.csv", null));
        Assert.Equal(["set/images/1.jpg"], lookup.Find("../images/1.jpg", "set/labels/all.csv", null));
        Assert.Equal(2, lookup.Find("images/1.jpg", "x/all.csv", null).Count);
    }

    [Fact]
    public void An_image_of_another_split_is_never_taken_unless_its_path_says_so()
    {
        var lookup = new ImageLookup(["val/1.jpg", "test/2.jpg", "train/2.jpg"]);
        Assert.Empty(lookup.Find("1.jpg", "train/labels.csv", Split.Train));
        Assert.Equal(["val/1.jpg"], lookup.Find("1.jpg", "labels.csv", null));
        Assert.Equal(["val/1.jpg"], lookup.Find("val/1.jpg", "train.csv", Split.Train));
        Assert.Equal(["train/2.jpg"], lookup.Find("2.jpg", "train.csv", Split.Train));
        Assert.Empty(lookup.Find("2.jpg", "val.csv", Split.Validation));
        folder.Image("val/1.png").Image("train/2.png").Text("train_labels.csv", "filename,class,xmin,ymin,xmax,ymax\n1.png,x,1,1,9,9\n2.png,x,1,1,9,9\n");
        var set = folder.Read();
        Assert.Equal(["1.png (in train_labels.csv; val/1.png is of another split)"], set.Notes(AnnotationFindingKind.MissingImage));
        Assert.Equal(["train/2.png"], set.Images.Where(image => !image.Objects.IsEmpty).Select(image => image.Name));
    }

    [Fact]
    public void Images_that_are_taken_from_folders_around_are_noted()
    {
        folder.Image("photos/a.png").Image("others/b.png").Text("labels/boxes.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,x,1,1,9,9\nb.png,x,1,1,9,9\n");
        Assert.Equal(["../others (1 image)", "../photos (1 image)"], folder.Read(name: "labels").Notes(AnnotationFindingKind.ImagesAround));
        Assert.Empty(folder.Read().Notes(AnnotationFindingKind.ImagesAround));
    }

    [Theory]
    [InlineData("10,20,10,40", 10, 20, 10, 40)]
    [InlineData("10,20,10.5,20.5", 10, 20, 10.5, 20.5)]
    [InlineData("190,90,230,140", 190, 90, 230, 140)]
    [InlineData("-50,-50,-1,-1", -50, -50, -1, -1)]
    [InlineData("30,40,10,20", 10, 20, 30, 40)]
    public void An_evaluation_keeps_boxes_as_they_are_stated(string box, double left, double top, double right, double bottom)
    {
        Read(box);
        folder.Read(new() { KeepsStatedBoxes = true }).Only("a.png").IsAt(left, top, right, bottom);
        folder.Text("labels.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,x,nan,1,9,9\n");
        Assert.True(Assert.Single(folder.Read(new() { KeepsStatedBoxes = true }).BoxFaults).IsDropped);
    }

    /// <summary>A path of thousands of parts was taken apart again for each of them.</summary>
    [Fact]
    public void A_long_path_in_a_description_takes_no_more_memory_than_a_few_times_its_length()
    {
        folder.Image("images/train/a.png").Text("labels/train/a.txt", "0 .5 .5 .5 .5\n");
        HostileInput.Check<DatasetException>(new[] { "x", "train", ".." }.Select(part => new Mutant(part, System.Text.Encoding.UTF8.GetBytes($"train: {string.Concat(Enumerable.Repeat($"{part}/", 20_000))}train\nnames: [cat]\n"))), bytes =>
        {
            folder.Bytes("data.yaml", bytes);
            folder.Read();
        }, multiple: 200);
    }
}
