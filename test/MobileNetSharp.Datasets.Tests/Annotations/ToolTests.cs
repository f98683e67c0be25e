using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests.Annotations;

/// <summary>Files of CVAT, LabelMe and VoTT.</summary>
public sealed class ToolTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void CVATs_boxes_polygons_ellipses_and_masks_are_objects_and_its_points_are_not()
    {
        folder.Image("images/Train/a.png").Image("images/Validation/a.png").Text("annotations.xml", """
            <?xml version="1.0" encoding="utf-8"?>
            <annotations><version>1.1</version><meta><task><labels><label><name>dog</name></label><label><name>cat</name></label></labels></task></meta>
              <image id="0" name="a.png" subset="Train" width="200" height="100">
                <box label="cat" occluded="0" xtl="10.5" ytl="20" xbr="30" ybr="40.25"><attribute name="x">1</attribute></box>
                <polygon label="dog" points="10,20;50,25.5;30,60"/>
                <ellipse label="dog" cx="50" cy="40" rx="20" ry="10"/>
                <mask label="dog" rle="3, 5" left="5" top="6" width="10" height="20"/>
                <box label="dog" rotation="90.0" xtl="40" ytl="40" xbr="80" ybr="60"/>
                <points label="dog" points="1,1;2,2"/>
              </image>
              <image id="1" name="a.png" subset="Validation" width="200" height="100"></image>
            </annotations>
            """);
        var set = folder.Read();
        Assert.Equal((AnnotationFormat.Cvat, "dog", "cat"), (set.Format, set.Names()[0], set.Names()[1]));
        var image = set.Image("images/Train/a.png");
        Assert.Equal(Split.Train, image.Split);
        image.Objects[0].IsAt(10.5, 20, 30, 40.25);
        image.Objects[1].IsAt(10, 20, 50, 60);
        image.Objects[2].IsAt(30, 30, 70, 50);
        image.Objects[3].IsAt(5, 6, 15, 26);
        image.Objects[4].IsAt(50, 30, 70, 70);
        Assert.Equal((5, 0, Split.Validation), (image.Objects.Length, set.Image("images/Validation/a.png").Objects.Length, set.Image("images/Validation/a.png").Split));
        Assert.Equal(["points"], set.Found(AnnotationFindingKind.SkippedShape));
        Assert.Equal(["annotations.xml (1 mask)"], set.Notes(AnnotationFindingKind.MaskAsBox));
    }

    [Fact]
    public void A_track_is_an_object_in_each_frame_in_which_it_is_not_outside()
    {
        folder.Image("images/frame_000010.png").Image("images/frame_000013.png").Text("annotations.xml", """
            <annotations><meta><task><original_size><width>200</width><height>100</height></original_size></task></meta>
              <track id="0" label="car"><box frame="10" outside="0" keyframe="1" xtl="3" ytl="4" xbr="10" ybr="8"/><box frame="13" outside="1" keyframe="1" xtl="7" ytl="6" xbr="14" ybr="8"/></track>
              <track id="1" label="bus"><polygon frame="13" outside="0" keyframe="1" points="1,2;30,4;5,60"/></track>
            </annotations>
            """);
        var set = folder.Read();
        Assert.Equal("car", set.ClassOf(set.Only("images/frame_000010.png")));
        Assert.Equal("bus", set.ClassOf(set.Only("images/frame_000013.png")));
        set.Only("images/frame_000013.png").IsAt(1, 2, 30, 60);
    }

    [Fact]
    public void LabelMes_shapes_have_corners_in_any_order_and_groups_are_one_object()
    {
        folder.Image("a.png").Text("a.json", """
            {"version": "5.4.1", "flags": {}, "imagePath": "..\\photos\\a.png", "imageData": null, "imageHeight": 100, "imageWidth": 200, "shapes": [
              {"label": "dog", "points": [[30, 40.5], [10, 20]], "group_id": null, "shape_type": "rectangle", "flags": {}},
              {"label": "cat", "points": [[50, 50], [53, 54]], "shape_type": "circle"},
              {"label": "cat", "points": [[10, 10], [20, 10], [20, 30]], "group_id": 3, "shape_type": "polygon"},
              {"label": "cat", "points": [[60, 10], [70, 10], [70, 40]], "group_id": 3, "shape_type": "polygon"},
              {"label": "old", "points": [[1, 1], [5, 1], [5, 9]]},
              {"label": "dog", "points": [[1, 1]], "shape_type": "point"}]}
            """);
        var set = folder.Read(new() { ReadsMasks = true });
        Assert.Equal(["cat", "dog", "old"], set.Names());
        var objects = set.Images[0].Objects;
        Assert.Equal(4, objects.Length);
        objects[0].IsAt(10, 20, 30, 40.5);
        objects[1].IsAt(45, 45, 55, 55);
        objects[2].IsAt(10, 10, 70, 40);
        Assert.Equal(2, Assert.IsType<PolygonMask>(objects[2].Mask).Outlines.Length);
        objects[3].IsAt(1, 1, 5, 9);
        Assert.Equal(["point"], set.Found(AnnotationFindingKind.SkippedShape));
    }

    /// <summary>Names in the order of the alphabet have the image before the shapes.</summary>
    [Fact]
    public void A_LabelMe_file_is_found_whatever_the_order_of_its_names_and_without_its_image_in_memory()
    {
        var data = new string('A', 8_000_000);
        folder.Image("a.png").Text("a.json", $"{{\"flags\": {{}}, \"imageData\": \"{data}\", \"imagePath\": \"a.png\", \"shapes\": [{{\"label\": \"x\", \"points\": [[1, 2], [30, 40]], \"shape_type\": \"rectangle\"}}]}}");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal([AnnotationFormat.LabelMe], AnnotationSet.FindFormats(folder.Root));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
        folder.Read().Only().IsAt(1, 2, 30, 40);
    }

    [Fact]
    public void An_image_inside_a_LabelMe_file_is_used_where_its_own_file_is_gone()
    {
        folder.Image("a.png").Image("b.png");
        foreach (var (name, slash) in new[] { ("a", "/"), ("b", "\\/") })
        {
            var data = Convert.ToBase64String(File.ReadAllBytes(folder.File($"{name}.png"))).Replace("/", slash, StringComparison.Ordinal);
            folder.Text($"{name}.json", $"{{\"shapes\": [{{\"label\": \"x\", \"shape_type\": \"rectangle\", \"points\": [[1, 2], [30, 40]]}}], \"imagePath\": \"{name}.png\", \"imageData\": \"{data}\", \"imageWidth\": 200}}");
        }

        var pixels = folder.Read().Image("b.png").Source.Load().Pixels.ToArray();
        File.Delete(folder.File("b.png"));
        var set = folder.Read();
        Assert.Equal(["a.png", "b.json/b.png"], set.Images.Select(image => image.Name));
        Assert.Equal(pixels, set.Images[1].Source.Load().Pixels.ToArray());
        Assert.Equal((200, 100), (set.Images[1].Width, set.Images[1].Height));
        set.Images[1].Objects[0].IsAt(1, 2, 30, 40);
        Assert.Null(new MobileNetSharp.Datasets.Detection.DetectionFiles(set).PathOf(1));
    }

    [Fact]
    public void LabelMes_XML_is_not_taken_for_Pascal_VOC()
    {
        folder.Image("Images/s/a.png").Text("Annotations/s/a.xml", """
            <annotation><filename>a.png</filename><folder>s</folder><imagesize><nrows>100</nrows><ncols>200</ncols></imagesize>
            <object><name>window</name><deleted>0</deleted><polygon><username>me</username><pt><x>43</x><y>34</y></pt><pt><x>45</x><y>34</y></pt><pt><x>45</x><y>37</y></pt></polygon></object>
            <object><name>gone</name><deleted>1</deleted><polygon><pt><x>1</x><y>2</y></pt><pt><x>4</x><y>3</y></pt></polygon></object>
            <object><name>plate</name><deleted>0</deleted><segm><box><xmin>58</xmin><ymin>66</ymin><xmax>62</xmax><ymax>68</ymax></box><mask>m.png</mask></segm></object></annotation>
            """);
        var set = folder.Read();
        Assert.Equal(AnnotationFormat.LabelMe, set.Format);
        Assert.Equal(["plate", "window"], set.Names());
        set.Images[0].Objects[0].IsAt(43, 34, 45, 37);
        set.Images[0].Objects[1].IsAt(58, 66, 62, 68);
    }

    [Fact]
    public void VoTTs_assets_have_addresses_and_several_tags_are_several_objects()
    {
        const string region = "{\"id\": \"r\", \"type\": \"RECTANGLE\", \"tags\": [\"dog\", \"animal\"], \"boundingBox\": {\"height\": 20.5, \"width\": 10, \"left\": 5, \"top\": 10}, \"points\": []}";
        folder.Image("my photos/a 1.png").Text("export.json", $$"""
            {"name": "x", "tags": [{"name": "animal", "color": "#5db300"}, {"name": "dog"}], "assets": {
              "1": {"asset": {"id": "1", "name": "a%201.png", "path": "file:C:/Users/me/my%20photos/a%201.png", "size": {"width": 200, "height": 100} }, "regions": [{{region}}], "version": "2.2.0" } } }
            """);
        var set = folder.Read();
        Assert.Equal((AnnotationFormat.Vott, "my photos/a 1.png"), (set.Format, Assert.Single(set.Images).Name));
        Assert.Equal(["animal", "dog"], set.Names());
        Assert.Equal(["dog", "animal"], set.Images[0].Objects.Select(set.ClassOf));
        set.Images[0].Objects[0].IsAt(5, 10, 15, 30.5);
        File.Delete(folder.File("export.json"));
        folder.Text("1-asset.json", $"{{\"asset\": {{\"name\": \"a 1.png\", \"path\": \"file:/gone/a%201.png\"}}, \"regions\": [{region}]}}");
        Assert.Equal(2, folder.Read().Images[0].Objects.Length);
    }

    [Theory]
    [InlineData("coco_dataset/coco", AnnotationFormat.Coco, 2, 3)]
    [InlineData("coco_dataset/coco_roboflow", AnnotationFormat.Coco, 2, 3)]
    [InlineData("coco_dataset/mmdet_coco", AnnotationFormat.Coco, 2, 3)]
    [InlineData("voc_dataset/voc_dataset1", AnnotationFormat.PascalVoc, 1, 2)]
    [InlineData("voc_dataset/voc_dataset3", AnnotationFormat.PascalVoc, 1, 1)]
    [InlineData("yolo_dataset/annotations", AnnotationFormat.Yolo, 1, 2)]
    [InlineData("yolo_dataset/labels", AnnotationFormat.Yolo, 2, 4)]
    [InlineData("yolo_dataset/strict", AnnotationFormat.Yolo, 1, 2)]
    [InlineData("cvat_dataset/for_images/export_project", AnnotationFormat.Cvat, 6, 6)]
    [InlineData("cvat_dataset/for_images/export_task", AnnotationFormat.Cvat, 2, 1)]
    [InlineData("cvat_dataset/for_video", AnnotationFormat.Cvat, 3, 1)]
    [InlineData("labelme_dataset", AnnotationFormat.LabelMe, 1, 7)]
    [InlineData("open_images_dataset/v6", AnnotationFormat.OpenImages, 2, 2)]
    [InlineData("roboflow_dataset/coco", AnnotationFormat.Coco, 3, 4)]
    [InlineData("roboflow_dataset/yolo", AnnotationFormat.Yolo, 3, 4)]
    [InlineData("roboflow_dataset/voc", AnnotationFormat.PascalVoc, 3, 4)]
    [InlineData("roboflow_dataset/tfrecord", AnnotationFormat.TfRecord, 3, 4)]
    [InlineData("vott_csv_dataset/dataset", AnnotationFormat.Csv, 4, 1)]
    [InlineData("vott_json_dataset/dataset", AnnotationFormat.Vott, 3, 0)]
    [InlineData("tf_detection_api_dataset", AnnotationFormat.TfRecord, 3, 3)]
    public void Samples_of_another_tool_are_found_by_looking(string path, AnnotationFormat format, int images, int objects)
    {
        var set = AnnotationSet.Read(SharedData.Path($"datasets/formats/tests/assets/{path}"));
        Assert.Equal((format, images, objects), (set.Format, set.Images.Length, set.Images.Sum(image => image.Objects.Length)));
    }

    [Fact]
    public void One_data_set_in_four_formats_has_the_same_boxes()
    {
        var expected = Read("coco");
        foreach (var format in new[] { "yolo", "voc", "tfrecord" })
        {
            foreach (var (image, same) in Read(format).Images.Zip(expected.Images))
            {
                Assert.Equal(Path.GetFileName(same.Name), Path.GetFileName(image.Name));
                Assert.Equal(same.Split, image.Split);
                foreach (var (box, other) in image.Objects.Zip(same.Objects))
                    box.IsAt(other.Box.Left, other.Box.Top, other.Box.Right, other.Box.Bottom, 1e-3);
            }
        }

        static AnnotationSet Read(string format) => AnnotationSet.Read(SharedData.Path($"datasets/formats/tests/assets/roboflow_dataset/{format}"));
    }
}
