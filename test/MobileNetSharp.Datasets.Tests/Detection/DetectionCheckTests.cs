using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Tests.Annotations;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests.Detection;

/// <summary>What users of other programs found out after days of training is said before it begins.</summary>
public sealed class DetectionCheckTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    DetectionCheckReport Check(DetectionCheckOptions? options = null) => DetectionCheck.Run(folder.Root, options);

    static DataCheckFinding Found(DetectionCheckReport report, string kind) => Assert.Single(report.Findings, finding => finding.Kind == kind);

    /// <summary>Twenty images with a large object each, of two classes.</summary>
    void AddSoundImages()
    {
        folder.Text("classes.txt", "cat\ndog\n");
        for (var i = 0; i < 20; i++)
            folder.Image($"{i:00}.png", seed: 100 + i).Text($"{i:00}.txt", $"{i % 2} 0.5 0.5 0.6 0.6\n");
    }

    [Fact]
    public void A_sound_data_set_has_no_findings_and_its_sizes_are_those_in_the_networks_input()
    {
        AddSoundImages();
        var report = Check();
        Assert.Empty(report.Findings);
        Assert.Equal((20, 20, 0, false), (report.Dataset.Count, report.Objects, report.ImagesWithoutObjects, report.HasErrors));
        Assert.Equal([(10, 10), (10, 10)], report.Classes.Select(of => (of.Objects, of.Train)));
        Assert.Equal(320 * 0.6, report.Sizes!.MedianSide, 1e-6);
        Assert.Equal(0, report.Sizes.Unreached);
        // SSDLite's smallest anchor is a tenth of the input.
        Assert.Equal(32, report.Sizes.SmallestAnchor, 1e-3);
    }

    /// <summary>Like two files of the blood cells that others train on: a box without height, and one that ends beyond the image; one has exchanged corners.</summary>
    [Fact]
    public void Boxes_that_made_the_loss_NaN_elsewhere_are_named_with_file_object_and_numbers_and_nothing_is_trained_from_them()
    {
        for (var i = 0; i < 4; i++)
            folder.Image($"BloodImage_{i}.png", 640, 480).Text($"BloodImage_{i}.xml", VocTests.Xml($"BloodImage_{i}.png", VocTests.Box("RBC", 0, 10, 100, 110)));
        folder.Text("BloodImage_1.xml", VocTests.Xml("BloodImage_1.png", VocTests.Box("RBC", 0, 10, 100, 110) + VocTests.Box("Platelets", 291, 48, 291, 48)));
        folder.Text("BloodImage_2.xml", VocTests.Xml("BloodImage_2.png", VocTests.Box("WBC", 600, 400, 680, 500) + VocTests.Box("RBC", 100, 110, 10, 20)));
        var report = Check();
        Assert.Equal((2, 1), (report.Repaired, report.Dropped));
        Assert.Equal("BloodImage_1.xml: object 2: Platelets (291, 48, 291, 48)", Assert.Single(Found(report, BoxFindingKind.EmptyBox).Items).Note);
        Assert.Equal("BloodImage_2.xml: object 1: WBC (600, 400, 680, 500), used as 600.0, 400.0, 640.0, 480.0", Assert.Single(Found(report, BoxFindingKind.ClippedBox).Items).Note);
        Assert.Equal(["BloodImage_2.png"], Assert.Single(Found(report, BoxFindingKind.SwappedBox).Items).Names);
        Assert.Contains("dropped", Found(report, BoxFindingKind.EmptyBox).Summary);
        Assert.Contains("clipped", Found(report, BoxFindingKind.ClippedBox).Summary);
        Assert.Contains("repaired", Found(report, BoxFindingKind.SwappedBox).Summary);
        var boxes = Enumerable.Range(0, report.Dataset.Count).SelectMany(index => report.Dataset.TargetOf(index).Boxes);
        Assert.All(boxes, box => Assert.True(box.Box.Width >= 1 && box.Box.Height >= 1 && box.Box.Clip(640, 480) == box.Box));
    }

    [Fact]
    public void Classes_that_only_one_split_has_or_that_have_few_objects_are_named()
    {
        folder.Text("data.yaml", "train: train/images\nval: val/images\nnames: [cat, dog, bird, fish]\n");
        for (var i = 0; i < 12; i++)
            folder.Image($"train/images/{i}.png").Text($"train/labels/{i}.txt", i < 2 ? "0 .5 .5 .5 .5\n" : "1 .5 .5 .5 .5\n");
        folder.Image("val/images/v.png").Text("val/labels/v.txt", "0 .5 .5 .5 .5\n2 .2 .2 .2 .2\n");
        var report = Check();
        Assert.Equal(["bird"], Names(BoxFindingKind.ClassWithoutTraining));
        Assert.Equal(["dog"], Names(BoxFindingKind.ClassWithoutValidation));
        Assert.Equal(["fish"], Names(BoxFindingKind.ClassWithoutObjects));
        Assert.Equal(["cat"], Names(BoxFindingKind.FewObjects));
        Assert.True(report.HasErrors);

        IEnumerable<string> Names(string kind) => Found(report, kind).Items.SelectMany(item => item.Names);
    }

    [Theory]
    [InlineData(6), InlineData(8)]
    public void Boxes_drawn_on_photos_that_were_not_turned_are_noticed_by_their_size_and_training_asks_first(int orientation)
    {
        folder.Bytes("a.jpg", File.ReadAllBytes(Repository.Path($"test/data/golden/images/orientation_{orientation}.jpg")));
        folder.Text("a.xml", VocTests.Xml("a.jpg", VocTests.Box("x", 3, 5, 29, 9), "<size><width>31</width><height>23</height></size>"));
        folder.Image("b.png").Text("b.xml", VocTests.Xml("b.png", VocTests.Box("x", 3, 5, 29, 9)));
        var report = Check();
        Assert.Equal("annotated 31x23, is 23x31", Assert.Single(Found(report, AnnotationFindingKind.LabeledOnRawPixels).Items).Note);
        Assert.Equal(["a.jpg"], Assert.Single(Found(report, BoxFindingKind.TurnedImage).Items).Names);
        var refusal = Assert.Throws<DatasetException>(() => DatasetSplits.Create(report.Dataset));
        Assert.Equal(AnnotationFindingKind.LabeledOnRawPixels, refusal.Finding);
        Assert.Contains("say that the labels are on raw pixels", refusal.Message);
        var turned = Check(new() { Annotations = new() { LabelsOnRawPixels = true } });
        Assert.DoesNotContain(turned.Findings, finding => finding.Kind == AnnotationFindingKind.LabeledOnRawPixels);
        Assert.Equal(2, DatasetSplits.Create(turned.Dataset).Train.Count + DatasetSplits.Create(turned.Dataset).Validation.Count);
    }

    /// <summary>Some tools write width and height in the wrong order; a box beyond the annotated size shows that the image was upright.</summary>
    [Fact]
    public void Exchanged_sides_alone_do_not_turn_boxes()
    {
        folder.Bytes("a.jpg", File.ReadAllBytes(Repository.Path("test/data/golden/images/orientation_6.jpg")));
        folder.Text("a.xml", VocTests.Xml("a.jpg", VocTests.Box("x", 3, 5, 20, 30), "<size><width>31</width><height>23</height></size>"));
        var set = folder.Read();
        Assert.Empty(set.Found(AnnotationFindingKind.LabeledOnRawPixels));
        Assert.Equal(["a.jpg"], set.Found(AnnotationFindingKind.OtherSize));
        set.Only().IsAt(2, 4, 20, 30);
    }

    [Fact]
    public void Images_without_objects_are_negatives_and_are_counted()
    {
        AddSoundImages();
        folder.Image("empty.png").Text("empty.txt", "").Image("none.png");
        var report = Check();
        Assert.Equal(2, report.ImagesWithoutObjects);
        Assert.Equal((FindingSeverity.Note, 2), (Found(report, BoxFindingKind.NegativeImage).Severity, Found(report, BoxFindingKind.NegativeImage).Items.Count));
        var splits = DatasetSplits.Create(report.Dataset, seed: 1);
        Assert.Equal(22, splits.Train.Count + splits.Validation.Count);
    }

    [Fact]
    public void Objects_that_are_too_small_for_the_input_are_counted_and_a_larger_input_helps()
    {
        AddSoundImages();
        for (var i = 0; i < 10; i++)
            folder.Text($"{i:00}.txt", "0 0.5 0.5 0.6 0.6\n0 0.2 0.2 0.02 0.02\n1 0.7 0.7 0.06 0.06\n");
        var report = Check();
        Assert.Equal((20, 20 / 40.0), (report.Sizes!.Unreached, report.Sizes.UnreachedShare));
        Assert.StartsWith("20 objects (50 %) that no anchor overlaps by half at 320x320; the smallest anchor has a side of 32 pixels", Found(report, BoxFindingKind.UnreachedByAnchors).Summary);
        Assert.Equal("10 objects (25 %) smaller than 8 pixels at 320x320.", Found(report, BoxFindingKind.TinyObject).Summary);
        Assert.Equal("1 object, such as cat of 4x2 pixels, 6.4 at 320x320", Found(report, BoxFindingKind.TinyObject).Items[0].Note);
        Assert.DoesNotContain(Check(new() { InputSize = 512 }).Findings, finding => finding.Kind == BoxFindingKind.TinyObject);
    }

    [Fact]
    public void Objects_that_are_marked_twice_are_named_and_so_are_places_with_two_classes()
    {
        AddSoundImages();
        folder.Text("00.txt", "0 0.5 0.5 0.6 0.6\n0 0.5 0.5 0.605 0.6\n").Text("01.txt", "1 0.5 0.5 0.6 0.6\n0 0.5 0.5 0.6 0.6\n1 0.4 0.4 0.6 0.6\n");
        var report = Check();
        Assert.Equal(["00.png"], Found(report, BoxFindingKind.DuplicateBox).Items.SelectMany(item => item.Names));
        Assert.Equal(["01.png"], Found(report, BoxFindingKind.BoxOfTwoClasses).Items.SelectMany(item => item.Names));
    }

    [Fact]
    public void Equal_files_are_found_also_inside_records_and_those_with_other_boxes_are_errors()
    {
        folder.Text("data.yaml", "train: train\nval: val\nnames: [cat]\n");
        for (var i = 0; i < 4; i++)
            folder.Image($"train/{i}{new string('x', i)}.png").Text($"train/{i}{new string('x', i)}.txt", "0 .5 .5 .5 .5\n");
        var bytes = File.ReadAllBytes(folder.File("train/0.png"));
        folder.Bytes("val/v.png", bytes).Text("val/v.txt", "0 .5 .5 .5 .5\n").Bytes("train/other.png", File.ReadAllBytes(folder.File("train/1x.png"))).Text("train/other.txt", "0 .1 .1 .1 .1\n");
        folder.Bytes("train/same.png", File.ReadAllBytes(folder.File("train/2xx.png"))).Text("train/same.txt", "0 .5 .5 .51 .5\n");
        var report = Check();
        Assert.Equal(["train/0.png", "val/v.png"], Assert.Single(Found(report, FindingKind.DuplicateAcrossSplits).Items).Names);
        Assert.Equal(["train/1x.png", "train/other.png"], Assert.Single(Found(report, BoxFindingKind.AnnotatedDifferently).Items).Names);
        Assert.Equal(["train/2xx.png", "train/same.png"], Assert.Single(Found(report, FindingKind.Duplicate).Items).Names);
        using var records = new TempFolder();
        AnnotationWriter.Write(report.Dataset.Annotations, records.File("out"), AnnotationFormat.TfRecord, cancellationToken: TestContext.Current.CancellationToken);
        var inside = DetectionCheck.Run(records.File("out"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(3, inside.Findings.Count(finding => finding.Kind is FindingKind.DuplicateAcrossSplits or FindingKind.Duplicate or BoxFindingKind.AnnotatedDifferently));
    }

    [Fact]
    public void What_training_would_stop_at_is_an_error_and_broken_files_are_named()
    {
        folder.Image("a.png").Text("a.txt", "").Image("b.png").Text("b.txt", "").Text("classes.txt", "cat\n").Text("c.txt", "0 .5 .5 .5 .5 .5 .5\n").Image("c.png").Text("d.txt", "0 x\n").Bytes("d.png", [1, 2, 3]);
        File.Delete(folder.File("c.txt"));
        var report = Check(new() { Annotations = new() { Format = AnnotationFormat.Yolo } });
        Assert.StartsWith("Nothing can be trained: no image has an object marked", Found(report, BoxFindingKind.NotTrainable).Summary);
        Assert.Equal(["d.txt"], Found(report, AnnotationFindingKind.UnreadableAnnotation).Items.SelectMany(item => item.Names));
        folder.Text("d.txt", "0 .5 .5 .5 .5\n");
        Assert.Equal(["d.png"], Found(Check(), FindingKind.BrokenImage).Items.SelectMany(item => item.Names));
    }

    [Fact]
    public void The_formats_of_a_folder_are_found_without_reading_it()
    {
        folder.Image("a.png");
        Assert.Empty(AnnotationSet.FindFormats(folder.Root));
        folder.Text("notes.txt", "no numbers").Text("list.csv", "path,label\na.png,cat\n");
        Assert.Empty(AnnotationSet.FindFormats(folder.Root));
        Assert.Empty(AnnotationSet.FindFormats(folder.File("list.csv")));
        folder.Text("boxes.csv", "filename,class,xmin,ymin,xmax,ymax\na.png,x,1,1,9,9\n");
        Assert.Equal([AnnotationFormat.Csv], AnnotationSet.FindFormats(folder.File("boxes.csv")));
        folder.Text("a.txt", "0 .5 .5 .5 .5\n");
        Assert.Equal([AnnotationFormat.Yolo, AnnotationFormat.Csv], AnnotationSet.FindFormats(folder.Root));
    }

    [Fact]
    public void The_raccoons_have_copies_of_photographs_and_no_box_that_is_wrong()
    {
        var report = DetectionCheck.Run(SharedData.Path("datasets/raccoon"), new() { Annotations = new() { Format = AnnotationFormat.PascalVoc } }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((200, 217, 0, 0), (report.Dataset.Count, report.Objects, report.Repaired, report.Dropped));
        Assert.Equal(4, Found(report, FindingKind.Duplicate).Items.Count);
        Assert.InRange(report.Sizes!.UnreachedShare, 0, 0.01);
        Assert.False(report.HasErrors);
    }
}
