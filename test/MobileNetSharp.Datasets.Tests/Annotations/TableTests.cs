using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Annotations.TfRecord;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests.Annotations;

/// <summary>CSV files of boxes, and TFRecord files.</summary>
public sealed class TableTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("filename,width,height,class,xmin,ymin,xmax,ymax\na.png,200,100,dog,10,20,30,40\na.png,200,100,cat,0,0,200,100\n")]
    [InlineData("\"image\",\"xmin\",\"ymin\",\"xmax\",\"ymax\",\"label\"\r\n\"a.png\",10,20,30.0,40,\"dog\"\r\n\"a.png\",0,0,200,100,\"cat\"\r\n")]
    [InlineData("\uFEFFClass Name;X1;Y1;X2;Y2;Image Path\ndog;10;20;30;40;photos\\a.png\n\ncat;0;0;200;100;photos\\a.png")]
    public void A_row_is_a_box_in_edges(string text)
    {
        folder.Image("a.png").Text("labels.csv", text);
        var set = folder.Read();
        Assert.Equal((AnnotationFormat.Csv, 1), (set.Format, set.Images.Length));
        Assert.Equal(["cat", "dog"], set.Names());
        set.Images[0].Objects[0].IsAt(10, 20, 30, 40);
        set.Images[0].Objects[1].IsAt(0, 0, 200, 100);
        Assert.Equal(["dog", "cat"], set.Images[0].Objects.Select(set.ClassOf));
    }

    [Fact]
    public void Splits_are_those_of_the_files_or_of_a_column_and_a_file_of_all_counts_less()
    {
        const string header = "filename,class,xmin,ymin,xmax,ymax\n";
        folder.Image("images/a.png").Image("images/b.png").Image("images/c.png").Text("data/labels.csv", header + "a.png,x,1,1,9,9\nb.png,x,1,1,9,9\nc.png,x,1,1,9,9\n")
            .Text("data/train_labels.csv", header + "a.png,x,2,2,9,9\n").Text("data/test_labels.csv", header + "b.png,x,2,2,9,9\n");
        var set = folder.Read();
        Assert.Equal([Split.Train, Split.Test, null], set.Images.Select(image => image.Split));
        set.Only("images/a.png").IsAt(2, 2, 9, 9);
        Assert.Empty(set.Findings);
        folder.Text("data/test_labels.csv", header + "a.png,x,2,2,9,9\n");
        Assert.Equal(["images/a.png"], folder.Read().Found(AnnotationFindingKind.InTwoSplits));
        folder.Text("one.csv", "file,class,xmin,ymin,xmax,ymax,split\na.png,x,1,1,9,9,val\n");
        Assert.Equal(Split.Validation, Assert.Single(folder.Read(name: "one.csv").Images).Split);
    }

    [Fact]
    public void The_name_of_a_file_that_was_asked_for_says_nothing_of_splits()
    {
        folder.Image("a.png").Text("val_labels.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,x,1,1,9,9\n");
        Assert.Equal(Split.Validation, folder.Read().Images[0].Split);
        Assert.Null(folder.Read(name: "val_labels.csv").Images[0].Split);
    }

    [Fact]
    public void A_row_without_box_is_an_image_without_objects_and_a_bad_number_is_named()
    {
        const string header = "filename,class,xmin,ymin,xmax,ymax\n";
        folder.Image("a.png").Text("labels.csv", header + "a.png,,,,,\n");
        Assert.Empty(Assert.Single(folder.Read().Images).Objects);
        folder.Text("labels.csv", header + "a.png,x,1,1,9,9\na.png,x,1,1,wide,9\n");
        Assert.Contains("labels.csv: line 3: 'wide' is not a number", folder.Fault());
        folder.Text("labels.csv", header + "a.png,x,1,1,9\n");
        Assert.Equal(BoxFaultKind.NotANumber, Assert.Single(folder.Read().BoxFaults).Kind);
    }

    [Fact]
    public void Open_Images_has_shares_groups_and_names_apart()
    {
        folder.Image("images/train/b1.jpg").Text("annotations/class-descriptions.csv", "/m/0,Dog\n/m/1,\"Cat, big\"\n").Text(
            "annotations/oidv6-train-annotations-bbox.csv",
            "ImageID,Source,LabelName,Confidence,XMin,XMax,YMin,YMax,IsOccluded,IsTruncated,IsGroupOf,IsDepiction,IsInside\nb1,xclick,/m/1,1,0.2,1,0.3,0.5,0,0,0,0,0\nb1,xclick,/m/0,1,0,0.5,0,0.5,0,0,1,0,0\n");
        var set = folder.Read();
        Assert.Equal((AnnotationFormat.OpenImages, Split.Train), (set.Format, set.Images[0].Split));
        Assert.Equal(["Cat, big", "Dog"], set.Names());
        set.Images[0].Objects[0].IsAt(40, 30, 200, 50);
        Assert.Equal([false, true], set.Images[0].Objects.Select(box => box.IsCrowd));
    }

    [Fact]
    public void The_raccoons_as_TFRecord_have_the_boxes_of_their_CSV_file()
    {
        var record = AnnotationSet.Read(SharedData.Path("datasets/tfrecord/raccoon_test.record"));
        var table = AnnotationSet.Read(SharedData.Path("datasets/raccoon/data/test_labels.csv"));
        Assert.Equal(40, record.Images.Length);
        Assert.Equal(["raccoon"], record.Names());
        foreach (var (image, expected) in record.Images.Zip(table.Images))
        {
            Assert.EndsWith(Path.GetFileName(expected.Name), image.Name);
            Assert.Equal((expected.Width, expected.Height), (image.Width, image.Height));
            foreach (var (box, other) in image.Objects.Zip(expected.Objects))
                box.Box.IsAt(other.Box.Left, other.Box.Top, other.Box.Right, other.Box.Bottom, 1e-3);
        }

        var first = record.Images[0].Source.Load();
        Assert.Equal(File.ReadAllBytes(SharedData.Path($"datasets/raccoon/images/{Path.GetFileName(record.Images[0].Name)}")), record.Images[0].Source.ReadBytes());
        Assert.Equal((record.Images[0].Width, record.Images[0].Height), (first.Width, first.Height));
    }

    [Fact]
    public void A_shard_is_numbered_by_ASCII_digits()
    {
        folder.Bytes("a.tfrecord", Record()).Bytes("train-\u0660\u0660\u0660\u0660\u0660-of-\u0660\u0660\u0660\u0660\u0663.tfrecord", Record());
        Assert.Empty(folder.Read().Notes(AnnotationFindingKind.MissingPart));
    }

    [Fact]
    public void A_damaged_record_is_named_by_its_byte()
    {
        var bytes = Record();
        Assert.Single(folder.Bytes("train.record", bytes).Read().Images);
        Assert.Contains("train.record: byte 0: damaged: the checksum of the record is wrong", folder.Bytes("train.record", [.. bytes[..40], (byte)~bytes[40], .. bytes[41..]]).Fault());
        Assert.Contains("not a TFRecord file", folder.Bytes("train.record", [(byte)~bytes[0], .. bytes[1..]]).Fault());
        Assert.Contains("ends within a record", folder.Bytes("train.record", bytes[..^1]).Fault());
        Assert.Contains("byte " + bytes.Length, folder.Bytes("train.record", [.. bytes, 1, 2, 3]).Fault());
        Assert.Contains("compressed by gzip", folder.Bytes("train.record", [0x1F, 0x8B, .. new byte[30]]).Fault());
    }

    [Fact]
    public void A_label_map_that_counts_from_0_is_noted_and_read_by_its_names()
    {
        folder.Bytes("a.record", Record(text: null, label: 0)).Bytes("b.record", Record(text: null, label: 0)).Text("label_map.pbtxt", "item { id: 0 name: 'cat' }\nitem { id: 1 name: 'dog' }\n");
        var set = folder.Read();
        Assert.Equal("cat", set.ClassOf(set.Images[0].Objects[0]));
        Assert.Equal(["label_map.pbtxt (0 is cat)"], set.Notes(AnnotationFindingKind.ClassesFromZero));
    }

    [Fact]
    public void Labels_that_are_shifted_by_one_from_the_label_map_are_recognized_unless_texts_count()
    {
        folder.Bytes("a.record", Record(text: null, label: 0)).Bytes("b.record", Record(text: null, label: 1)).Text("label_map.pbtxt", "item { id: 1 name: 'cat' }\nitem { id: 2 name: 'dog' }\n");
        Assert.Contains("names are numbered from 1 to 2, boxes from 0 to 1: add 1", Assert.Single(folder.Read().Notes(AnnotationFindingKind.ShiftedClasses)));
        folder.Bytes("b.record", Record(text: null, label: 2));
        Assert.Empty(folder.Read().Notes(AnnotationFindingKind.ShiftedClasses));
        folder.Bytes("a.record", Record("cat", label: 0)).Bytes("b.record", Record("dog", label: 1));
        Assert.Empty(folder.Read().Notes(AnnotationFindingKind.ShiftedClasses));
    }

    [Fact]
    public void Shards_are_one_set_and_missing_ones_are_noted()
    {
        folder.Bytes("train.record-00000-of-00003", Record()).Bytes("train.record-00002-of-00003", Record()).Bytes("val-00000-of-00001.tfrecord", Record());
        var set = folder.Read();
        Assert.Equal([Split.Train, Split.Train, Split.Validation], set.Images.Select(image => image.Split));
        Assert.Equal(["train.record-*-of-00003 (2 of 3 files are there)"], set.Notes(AnnotationFindingKind.MissingPart));
    }

    [Fact]
    public void Without_a_text_the_label_map_names_the_class_and_without_a_map_the_number_does()
    {
        folder.Bytes("a.tfrecord", Record(text: null, label: 7));
        Assert.Equal([new("class 7", 7)], folder.Read().Classes);
        folder.Text("label_map.pbtxt", "# classes\nitem {\n  id: 3\n  name: 'cat'\n  display_name: \"Cat\"\n}\nitem { name: \"it's\" id: 7 }\n");
        var set = folder.Read();
        Assert.Equal([new("Cat", 3), new("it's", 7)], set.Classes);
        Assert.Equal("it's", set.ClassOf(set.Only()));
        Assert.Equal(BoxFaultKind.UnknownClass, Assert.Single(folder.Bytes("a.tfrecord", Record(text: null, label: 1)).Read().BoxFaults).Kind);
    }

    /// <summary>As mscoco_label_map.pbtxt, with records of create_coco_tf_record.py, which have the name to show and no number, and of others, which have the other name.</summary>
    [Theory]
    [InlineData("person", null)]
    [InlineData("/m/01g317", null)]
    [InlineData("person", 1L)]
    [InlineData("/m/01g317", 1L)]
    [InlineData(null, 1L)]
    public void A_class_of_a_label_map_is_one_by_whichever_name_a_record_has(string? text, long? label)
    {
        folder.Bytes("a.record", Record(text, label)).Bytes("b.record", Record("bicycle", null))
            .Text("mscoco_label_map.pbtxt", "item {\n  name: \"/m/01g317\"\n  id: 1\n  display_name: \"person\"\n}\nitem {\n  name: \"/m/0199g\"\n  id: 2\n  display_name: \"bicycle\"\n}\n");
        var set = folder.Read();
        Assert.Equal([new("person", 1), new("bicycle", 2)], set.Classes);
        Assert.Equal(["person", "bicycle"], set.Images.Select(image => set.ClassOf(image.Objects[0])));
        Assert.Equal([1, 2], set.CategoryIds);
    }

    [Fact]
    public void A_text_that_the_label_map_lacks_names_the_class_of_its_number()
    {
        folder.Bytes("a.record", Record("person", 1)).Bytes("b.record", Record(null, 1)).Text("label_map.pbtxt", "item { id: 1 name: '/m/01g317' }\nitem { id: 2 name: 'b' }\n");
        var set = folder.Read();
        Assert.Equal([new("person", 1), new("b", 2)], set.Classes);
        Assert.All(set.Images, image => Assert.Equal("person", set.ClassOf(image.Objects[0])));
        // Two texts for a number are two classes.
        Assert.Equal(["/m/01g317", "b", "dog", "person"], folder.Bytes("b.record", Record("dog", 1)).Read().Names());
    }

    [Fact]
    public void Braces_colons_and_hashes_in_the_names_of_a_label_map_are_letters_and_nested_names_are_others()
    {
        folder.Bytes("a.record", Record(null, 1)).Text("label_map.pbtxt", "item{id:1 name:'a{b}: #1'} # first\nitem {\n  name: \"x\" keypoints { id: 7 label: \"nose\" name: 'n' }\n id: 2,\n}");
        Assert.Equal([new("a{b}: #1", 1), new("x", 2)], folder.Read().Classes);
    }

    [Fact]
    public void Rows_that_give_an_image_another_size_are_noted()
    {
        folder.Image("a.png").Text("labels.csv", "filename,width,height,class,xmin,ymin,xmax,ymax\na.png,200,100,x,1,1,9,9\na.png,,,x,1,1,9,9\na.png,400,100,x,1,1,9,9\na.png,400,200,x,1,1,9,9\n");
        Assert.Equal(["a.png (in labels.csv: 200x100 in its first row, which counts, 400x100 in line 4)"], folder.Read().Notes(AnnotationFindingKind.OtherSize));
    }

    [Fact]
    public void Examples_that_are_damaged_before_their_checksum_was_taken_are_read_or_refused()
    {
        var example = Example("dog", 1);
        Assert.True(HostileInput.Check<DatasetException>(Mutations.Create(example, 150, seed: 1), bytes =>
        {
            using var stream = new MemoryStream();
            TfRecordFile.Write(stream, bytes);
            folder.Bytes("a.record", stream.ToArray()).Read();
        }) > 10);
    }

    static byte[] Record(string? text = "dog", long? label = 1)
    {
        using var stream = new MemoryStream();
        TfRecordFile.Write(stream, Example(text, label));
        return stream.ToArray();
    }

    static byte[] Example(string? text, long? label)
    {
        using var images = new ImageFiles();
        var example = new TfExampleWriter();
        example.Bytes("image/encoded", File.ReadAllBytes(images.Add("a.png", 1, 20, 10)));
        example.Texts("image/filename", "a.png");
        example.Floats("image/object/bbox/xmin", [0.1]);
        example.Floats("image/object/bbox/xmax", [0.5]);
        example.Floats("image/object/bbox/ymin", [0.2]);
        example.Floats("image/object/bbox/ymax", [0.9]);
        if (text is not null)
            example.Texts("image/object/class/text", text);
        if (label is { } number)
            example.Integers("image/object/class/label", number);
        return example.ToArray();
    }
}
