using CsCheck;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Annotations.Coco;

namespace MobileNetSharp.Datasets.Tests.Annotations;

public sealed class CocoTests : IDisposable
{
    const string Image = "\"images\": [{\"id\": 40, \"file_name\": \"a.png\", \"width\": 200, \"height\": 100}]";

    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    AnnotationSet Read(string annotations, string categories = "{\"id\": 1, \"name\": \"a\"}, {\"id\": 4, \"name\": \"c\"}", AnnotationOptions? options = null)
    {
        folder.Image("a.png").Text("instances.json", $"{{{Image}, \"annotations\": [{annotations}], \"categories\": [{categories}]}}");
        return folder.Read(options);
    }

    [Fact]
    public void Ids_are_read_and_may_have_gaps()
    {
        var set = Read("{\"id\": 9, \"image_id\": 40, \"category_id\": 4, \"bbox\": [10, 20, 30.5, 40], \"area\": 77.5, \"iscrowd\": 0, \"segmentation\": []}");
        Assert.Equal((AnnotationFormat.Coco, 40L, 1), (set.Format, set.Images[0].Id, set.Only().Class));
        Assert.Equal([new("a", 1), new("c", 4)], set.Classes);
        set.Only().IsAt(10, 20, 40.5, 60);
        Assert.Equal(77.5, set.Only().Area);
        Assert.Empty(set.Findings);
    }

    [Fact]
    public void Lists_may_come_in_any_order_with_other_keys_and_ids_as_text()
    {
        folder.Image("train/a.png").Text("x.json", """
            {"annotations": [{"attributes": {"x": [1, {"y": "]}"}]}, "category_id": "7", "image_id": "img\u002d1", "bbox": ["10", 20, 30, 40], "extra": null}],
             "info": {"images": [1]}, "categories": [{"name": "b", "id": "7"}], "licenses": [], "images": [{"file_name": "C:\\photos\\train\\a.png", "id": "img-1"}]}
            """);
        var set = folder.Read();
        set.Only().IsAt(10, 20, 40, 60);
        Assert.Equal((Split.Train, "b"), (set.Images[0].Split, set.Names()[0]));
        Assert.Equal(0, set.Only().Area);
    }

    [Fact]
    public void Roboflows_category_above_the_others_is_none()
    {
        const string categories = "{\"id\": 0, \"name\": \"animals\", \"supercategory\": \"none\"}, {\"id\": 1, \"name\": \"cat\", \"supercategory\": \"animals\"}";
        Assert.Equal(["cat"], Read("{\"id\": 0, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 1, 9, 9]}", categories).Names());
        Assert.Equal(["animals", "cat"], Read("{\"id\": 0, \"image_id\": 40, \"category_id\": 0, \"bbox\": [1, 1, 9, 9]}", categories).Names());
    }

    [Theory]
    [InlineData("{\"size\": [100, 200], \"counts\": [110, 5, 95, 5, 19785]}")]
    [InlineData("{\"counts\": \"^3O0O0\", \"size\": [100, 200]}")]
    public void A_crowd_has_runs_as_numbers_or_compressed(string segmentation)
    {
        if (segmentation.Contains("^3", StringComparison.Ordinal))
            segmentation = $"{{\"counts\": \"{CocoSegmentation.Compress([110, 5, 95, 5, 19785]).Replace("\\", "\\\\", StringComparison.Ordinal)}\", \"size\": [100, 200]}}";
        var set = Read($"{{\"id\": 1, \"image_id\": 40, \"category_id\": 1, \"iscrowd\": 1, \"segmentation\": {segmentation}}}", options: new() { ReadsMasks = true });
        Assert.True(set.Only().IsCrowd);
        set.Only().IsAt(1, 10, 3, 15);
        Assert.Equal([110, 5, 95, 5, 19785], Assert.IsType<RunLengthMask>(set.Only().Mask).Runs);
    }

    [Fact]
    public void Runs_are_compressed_as_COCOs_own_program_does() => Assert.Equal("0d0n0", CocoSegmentation.Compress([0, 20, 30]));

    [Fact]
    public void Compressed_runs_come_back() => Gen.Int[0, 500_000].Array[0, 40].Sample(runs => Assert.Equal(runs, CocoSegmentation.Decompress(CocoSegmentation.Compress([.. runs]), runs.Sum())));

    [Theory]
    [InlineData("d")]
    [InlineData("oooooooooooooooo")]
    [InlineData("\u00e9")]
    [InlineData(" ")]
    public void Text_that_is_no_runs_is_none(string text) => Assert.Null(CocoSegmentation.Decompress(text, long.MaxValue));

    /// <summary>A mask has no more runs than pixels, and no more pixels than its size says.</summary>
    [Theory]
    [InlineData("\"size\": [96, 96], \"counts\": \"COUNTS\"", true)]
    [InlineData("\"counts\": \"COUNTS\", \"size\": [96, 96]", true)]
    [InlineData("\"size\": [96, 96], \"counts\": [COUNTS]", false)]
    public void Runs_are_read_as_far_as_the_mask_has_pixels(string segmentation, bool isText)
    {
        var counts = isText ? new string('0', 3_000_000) : string.Join(',', Enumerable.Repeat(0, 1_500_000));
        var annotation = $"{{\"id\": 1, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 1, 9, 9], \"segmentation\": {{{segmentation.Replace("COUNTS", counts, StringComparison.Ordinal)}}}}}";
        Read(annotation);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var set = folder.Read(new() { ReadsMasks = true });
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6 * counts.Length);
        Assert.Null(set.Only().Mask);
        set.Only().IsAt(1, 1, 10, 10);
    }

    [Fact]
    public void An_outline_of_any_length_before_the_other_lists_hides_no_file()
    {
        folder.Image("a.png").Text("x.json", $"{{\"info\": {{\"x\": [\"{new string('\\', 200_000)}\", {{\"shapes\": 1}}]}}, \"annotations\": [{{\"segmentation\": [[{string.Join(", ", Enumerable.Range(0, 40_000))}]], \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}}], {Image}, \"categories\": [{{\"id\": 1, \"name\": \"shapes\"}}]}}");
        folder.Read().Only().IsAt(1, 2, 4, 6);
    }

    /// <summary>Files of results have numbers, so that such ids are neither written nor made up.</summary>
    [Fact]
    public void Ids_as_text_are_noted_and_stay_none()
    {
        folder.Image("a.png").Text("x.json", """
            {"images": [{"id": "img-1", "file_name": "a.png"}], "categories": [{"id": "zebra", "name": "z"}, {"id": "ant", "name": "a"}],
             "annotations": [{"id": "first", "image_id": "img-1", "category_id": "ant", "bbox": [1, 2, 3, 4]}, {"id": "second", "image_id": "img-2", "category_id": "bee", "bbox": [1, 2, 3, 4]}]}
            """);
        var set = folder.Read();
        Assert.Equal([new("a", null), new("z", null)], set.Classes.OrderBy(@class => @class.Name));
        Assert.Equal("a", set.ClassOf(set.Only()));
        Assert.Null(set.Images[0].Id);
        Assert.Equal([1, 2], set.CategoryIds);
        Assert.Equal(["x.json (such as 'img-1')"], set.Notes(AnnotationFindingKind.TextIds));
        Assert.Equal(("image 'img-2'", "annotation 1", "category 'bee'"), (set.BoxFaults[0].Image, set.BoxFaults[0].Object, set.BoxFaults[0].ClassName));
    }

    /// <summary>Categories that count from 0 are COCO's own; as an index of YOLO's, 0 is no category.</summary>
    [Fact]
    public void A_category_0_keeps_its_number()
    {
        Assert.Equal([0, 4], Read("{\"id\": 0, \"image_id\": 40, \"category_id\": 0, \"bbox\": [1, 1, 9, 9]}", "{\"id\": 0, \"name\": \"a\"}, {\"id\": 4, \"name\": \"c\"}").CategoryIds);
        folder.Text("instances.json", "").Text("a.txt", "0 .5 .5 .5 .5").Text("classes.txt", "a\nb\n");
        File.Delete(folder.File("instances.json"));
        Assert.Equal([1, 2], folder.Read().CategoryIds);
    }

    [Fact]
    public void A_fault_of_JSON_is_one_sentence_with_one_place()
    {
        folder.Image("a.png").Text("x.json", "{\"images\": [], \"annotations\": [}");
        Assert.Matches(@"x\.json: byte \d+: not valid JSON: [^.]+\.$", folder.Fault());
        Assert.DoesNotContain("LineNumber", folder.Fault());
    }

    [Fact]
    public void Without_a_box_that_of_the_outline_counts()
    {
        var set = Read("{\"id\": 1, \"image_id\": 40, \"category_id\": 1, \"segmentation\": [[10, 20, 30, 25, 20, 60], [5, 5, 6, 6, 7, 5]]}");
        set.Only().IsAt(5, 5, 30, 60);
        Assert.Empty(Read("{\"id\": 1, \"image_id\": 40, \"caption\": \"hello\"}").Images[0].Objects);
    }

    [Fact]
    public void Annotations_of_unknown_images_and_categories_are_faults_with_their_numbers()
    {
        var set = Read("{\"id\": 7, \"image_id\": 41, \"category_id\": 1, \"bbox\": [1, 1, 9, 9]}, {\"id\": 8, \"image_id\": 40, \"category_id\": 2, \"bbox\": [1, 1, 9, 9]}");
        Assert.Equal(
            [(BoxFaultKind.UnknownClass, "annotation 8"), (BoxFaultKind.UnknownImage, "annotation 7")], set.BoxFaults.Select(fault => (fault.Kind, fault.Object)).Order());
        Assert.Empty(set.Images[0].Objects);
    }

    [Fact]
    public void Files_of_several_splits_are_one_set_by_the_names_of_their_classes()
    {
        folder.Image("images/train/1.png").Image("images/val/1.png")
            .Text("annotations/instances_train.json", "{\"images\": [{\"id\": 1, \"file_name\": \"1.png\"}], \"categories\": [{\"id\": 1, \"name\": \"cat\"}, {\"id\": 2, \"name\": \"dog\"}], \"annotations\": [{\"image_id\": 1, \"category_id\": 2, \"bbox\": [1, 1, 9, 9]}]}")
            .Text("annotations/instances_val.json", "{\"images\": [{\"id\": 1, \"file_name\": \"1.png\"}], \"categories\": [{\"id\": 0, \"name\": \"dog\"}], \"annotations\": [{\"image_id\": 1, \"category_id\": 0, \"bbox\": [2, 2, 9, 9]}]}")
            .Text("annotations/captions_val.json", "{\"images\": [{\"id\": 1, \"file_name\": \"1.png\"}], \"categories\": [], \"annotations\": []}");
        var set = folder.Read();
        Assert.Equal(["cat", "dog"], set.Names());
        Assert.Equal([Split.Train, Split.Validation], set.Images.Select(image => image.Split));
        set.Only("images/train/1.png").IsAt(1, 1, 10, 10);
        set.Only("images/val/1.png").IsAt(2, 2, 11, 11);
        Assert.Equal(1, set.Only("images/val/1.png").Class);
        Assert.Equal(["dog"], set.Found(AnnotationFindingKind.OtherClassIds));
    }

    [Theory]
    [InlineData("{\"images\": [{\"file_name\": \"a.png\"}], \"annotations\": [], \"categories\": []}", "image 0 of the list has no id")]
    [InlineData("{\"images\": [{\"id\": 1}], \"categories\": []}", "image 0 of the list has no file_name")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}, {\"id\": 1, \"file_name\": \"b.png\"}], \"annotations\": []}", "two images have the id 1")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"annotations\": [{\"bbox\": [1, 2, 3, 4]}]}", "annotation 0 has no image_id")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"annotations\": [{\"bbox\": [1, 2, 3, 4]", "not valid JSON")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"categories\": [{\"id\": 1, \"name\": \"a\"}, {\"id\": 1, \"name\": \"b\"}]}", "two categories have the id 1: 'a' and 'b'")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\", \"id\": 2}], \"annotations\": []}", "'id' is there twice")]
    [InlineData("{\"images\": [{\"id\": 1, \"file_name\": \"a.png\"}], \"annotations\": [], \"images\": []}", "'images' is there twice")]
    [InlineData("{\"images\": [7], \"annotations\": []}", "expected an object, found Number")]
    public void What_is_wrong_with_a_file_is_said_with_its_place(string json, string fault)
    {
        folder.Image("a.png").Text("x.json", json);
        Assert.Contains(fault, folder.Fault());
        Assert.Contains("x.json: ", folder.Fault());
    }

    [Theory]
    [InlineData("0 1 2", "1 2 3", "names are numbered from 1 to 3, boxes from 0 to 2: add 1")]
    [InlineData("1 3", "0 1 2", "names are numbered from 0 to 2, boxes from 1 to 3: subtract 1")]
    [InlineData("0 2 4", "1 3 5", "names are numbered from 1 to 5, boxes from 0 to 4: add 1")]
    [InlineData("0 1 3", "1 2 3", null)]
    [InlineData("0 2", "1 4", null)]
    [InlineData("5 1", "1 2 3", null)]
    [InlineData("9", "1 2 3", null)]
    [InlineData("1 2", "1 2 3", null)]
    [InlineData("", "1 2 3", null)]
    public void Category_ids_that_are_shifted_by_one_are_recognized(string used, string named, string? note)
    {
        var set = Read(
            string.Join(',', used.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => $"{{\"id\": {id}, \"image_id\": 40, \"category_id\": {id}, \"bbox\": [1, 1, 9, 9]}}")),
            string.Join(',', named.Split(' ').Select(id => $"{{\"id\": {id}, \"name\": \"class {id}\"}}")));
        var notes = set.Notes(AnnotationFindingKind.ShiftedClasses);
        Assert.Equal(note is null ? 0 : 1, notes.Length);
        Assert.All(notes, text => Assert.Contains(note!, text));
    }

    [Fact]
    public void Boxes_that_are_corners_are_recognized_and_not_learned_from()
    {
        Assert.Equal(
            ["3 of 5 boxes are not inside their images; read so, 5 are"],
            Boxes("10, 10, 50, 60", "60, 30, 190, 90", "120, 5, 180, 60", "100, 50, 200, 100", "20, 20, 40, 30"));
        Assert.Empty(Boxes("10, 10, 50, 60", "60, 30, 140, 70", "120, 5, 80, 60", "0, 0, 200, 100"));
        // Some are drawn beyond the border, and could not be corners.
        Assert.Empty(Boxes("10, 10, 50, 60", "160, 30, 60, 70", "120, 5, 100, 60", "150, 50, 70, 80"));
        Assert.Empty(Boxes("60, 30, 190, 90"));

        IEnumerable<string?> Boxes(params string[] boxes)
        {
            Read(string.Join(',', boxes.Index().Select(box => $"{{\"id\": {box.Index}, \"image_id\": 40, \"category_id\": 1, \"bbox\": [{box.Item}]}}")));
            var dataset = folder.Open();
            var found = dataset.Findings.Where(finding => finding.Kind == AnnotationFindingKind.CornersForSizes).ToArray();
            Assert.Equal(found.FirstOrDefault(), dataset.Misleading);
            if (found.Length > 0)
                Assert.Contains("look like corners (x1, y1, x2, y2)", Assert.Throws<DatasetException>(() => DatasetSplits.Create(dataset)).Message);
            return found.SelectMany(finding => finding.Items).Select(item => item.Note);
        }
    }

    [Fact]
    public void Names_that_differ_in_their_letters_case_only_are_told_apart()
    {
        folder.Image("IMG_1.PNG", 200, 100).Image("IMG_1.png", 200, 100).Image("one.PNG");
        if (Directory.GetFiles(folder.Root).Length < 3)
            return; // no such names here
        folder.Text("x.json", """
            {"images": [{"id": 1, "file_name": "IMG_1.png"}, {"id": 2, "file_name": "other/IMG_1.PNG"}, {"id": 3, "file_name": "One.png"}, {"id": 4, "file_name": "img_1.png"}], "categories": [{"id": 1, "name": "a"}],
             "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "bbox": [1, 1, 9, 9]}, {"id": 2, "image_id": 2, "category_id": 1, "bbox": [2, 2, 9, 9]}, {"id": 3, "image_id": 3, "category_id": 1, "bbox": [3, 3, 9, 9]}]}
            """);
        var set = folder.Read();
        set.Only("IMG_1.png").IsAt(1, 1, 10, 10);
        set.Only("IMG_1.PNG").IsAt(2, 2, 11, 11);
        set.Only("one.PNG").IsAt(3, 3, 12, 12);
        Assert.Equal(["img_1.png"], set.Found(AnnotationFindingKind.AmbiguousImage));
    }

    [Fact]
    public void A_box_with_an_edge_far_away_is_left_out_even_where_the_edges_cancel_out()
    {
        var set = Read("{\"id\": 1, \"image_id\": 40, \"category_id\": 1, \"bbox\": [-1e12, 0, 2e12, 9]}, {\"id\": 2, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 2, 3, 4]}");
        Assert.Equal(BoxFaultKind.NotANumber, Assert.Single(set.BoxFaults).Kind);
        Assert.Single(set.Images[0].Objects);
    }

    [Fact]
    public void A_box_of_other_than_four_numbers_is_left_out()
    {
        var set = Read("{\"id\": 1, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 2, 3]}, {\"id\": 2, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, null, 3, 4]}, {\"id\": 3, \"image_id\": 40, \"category_id\": 1, \"bbox\": []}");
        Assert.Equal([BoxFaultKind.NotANumber, BoxFaultKind.NotANumber], set.BoxFaults.Select(fault => fault.Kind));
    }

    [Fact]
    public void A_large_file_is_not_held_in_memory()
    {
        folder.Image("a.png");
        var outline = string.Join(", ", Enumerable.Range(0, 4000).Select(i => $"{i % 190}.5, {i % 90}.25"));
        using (var text = File.CreateText(folder.File("instances.json")))
        {
            text.Write($"{{{Image}, \"categories\": [{{\"id\": 1, \"name\": \"a\"}}], \"annotations\": [");
            for (var i = 0; i < 80; i++)
                text.Write($"{(i > 0 ? "," : "")}{{\"id\": {i}, \"image_id\": 40, \"category_id\": 1, \"bbox\": [1, 1, 9, 9], \"segmentation\": [[{outline}]]}}");
            text.Write("]}");
        }

        var bytes = new FileInfo(folder.File("instances.json")).Length;
        Assert.True(bytes > 3_000_000);
        folder.Read();
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(80, folder.Read().Images[0].Objects.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, bytes / 3);
    }

    [Fact]
    public void The_64_images_of_COCO_are_read_with_their_542_boxes_and_80_classes()
    {
        var set = AnnotationSet.Read(TestKit.SharedData.Path("annotations/instances_coco64.json"));
        Assert.Equal((64, 542, 80), (set.Images.Length, set.Images.Sum(image => image.Objects.Length), set.Classes.Length));
        Assert.Equal(("toothbrush", 90L), (set.Classes[^1].Name, set.Classes[^1].Id));
        Assert.Empty(set.BoxFaults);
    }
}
