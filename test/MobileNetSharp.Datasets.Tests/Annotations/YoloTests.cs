using MobileNetSharp.Datasets.Annotations;

namespace MobileNetSharp.Datasets.Tests.Annotations;

public sealed class YoloTests : IDisposable
{
    readonly AnnotatedFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_line_is_a_class_and_a_box_in_shares_of_the_image()
    {
        folder.Image("images/train/a.png").Text("labels/train/a.txt", "1 0.5 0.5 0.2 0.4\n\n0 0.1 0.2 0.2 0.4\r\n")
            .Text("data.yaml", "train: images/train\nnames: [cat, dog]\n");
        var set = folder.Read();
        Assert.Equal((AnnotationFormat.Yolo, Split.Train), (set.Format, set.Images[0].Split));
        Assert.Equal([new("cat", 0), new("dog", 1)], set.Classes);
        Assert.Equal(["dog", "cat"], set.Images[0].Objects.Select(set.ClassOf));
        set.Images[0].Objects[0].IsAt(80, 30, 120, 70);
        set.Images[0].Objects[1].IsAt(0, 0, 40, 40);
        Assert.Empty(set.BoxFaults);
        Assert.Empty(set.Findings);
    }

    [Theory]
    [InlineData("names: ['ant', \"bee\"]")]
    [InlineData("names: [ant, bee] # two")]
    [InlineData("names:\n  - ant\n  - 'bee'")]
    [InlineData("names:\n- ant\n- bee")]
    [InlineData("names:\n  0: ant\n  1: \"bee\"  # the other")]
    [InlineData("names: {0: ant, 1: bee}")]
    [InlineData("names: ['ant',\n  'bee']")]
    [InlineData("nc: 2\n\nnames: [\n  'ant',\n  'bee'\n]\n")]
    public void Names_are_a_list_or_a_map_in_a_line_or_a_block(string names)
    {
        folder.Image("images/a.png").Text("labels/a.txt", "1 .5 .5 .5 .5").Text("data.yaml", $"train: images\n{names}\nlicense: x\n");
        var set = folder.Read();
        Assert.Equal(["ant", "bee"], set.Names());
        Assert.Equal("bee", set.ClassOf(set.Only()));
    }

    [Fact]
    public void Names_may_have_quotes_commas_and_colons()
    {
        folder.Image("images/a.png").Text("labels/a.txt", "").Text("data.yaml", "train: images\nnames: ['a, b', \"it's: c\", don't, 'it''s']\n");
        Assert.Equal(["a, b", "it's: c", "don't", "it's"], folder.Read().Names());
    }

    [Fact]
    public void Roboflows_paths_that_only_fit_its_own_folders_are_understood_and_noted()
    {
        folder.Image("train/images/a.png").Text("train/labels/a.txt", "0 .5 .5 .5 .5").Image("valid/images/b.png").Text("valid/labels/b.txt", "0 .5 .5 .5 .5")
            .Image("test/images/c.png").Text("data.yaml", "train: ../train/images\nval: ../val/images\ntest: /home/me/set/test/images/\nnc: 1\nnames: ['x']\n");
        var set = folder.Read();
        Assert.Equal([Split.Test, Split.Train, Split.Validation], set.Images.Select(image => image.Split));
        Assert.Equal(
            ["data.yaml (test: /home/me/set/test/images/ is taken as test/images)", "data.yaml (train: ../train/images is taken as train/images)", "data.yaml (val: ../val/images is taken as valid/images)"],
            set.Notes(AnnotationFindingKind.RepairedPath).Order());
    }

    [Fact]
    public void A_training_folder_that_no_folder_fits_is_refused_and_another_one_noted()
    {
        folder.Image("a/x/1.png").Text("data.yaml", "train: photos/here\nnames: [x]\n");
        Assert.Contains("data.yaml: train: photos/here: no such folder or list", folder.Fault());
        folder.Text("data.yaml", "path: .\ntrain: a/x\ntest: b/y # optional\nnames: [x]\n");
        Assert.Equal(["data.yaml (test: b/y)"], folder.Read().Notes(AnnotationFindingKind.MissingPath));
    }

    [Fact]
    public void A_description_may_lie_apart_from_the_images()
    {
        folder.Image("sets/mine/images/val/b.png").Image("sets/mine/images/train/a.png").Text("sets/mine/labels/train/a.txt", "0 .5 .5 1 1")
            .Text("sets/mine/labels/val/b.txt", "").Text("configs/mine.yaml", "path: ../sets/mine\ntrain: images/train\nval: images/val\nnames: {0: x}\n");
        var set = folder.Read(name: "configs/mine.yaml");
        Assert.Equal(["../sets/mine/images/train/a.png", "../sets/mine/images/val/b.png"], set.Images.Select(image => image.Name));
        Assert.Equal([1, 0], set.Images.Select(image => image.Objects.Length));
        Assert.Equal([AnnotationFindingKind.OtherFolder], set.Findings.Select(finding => finding.Kind));
        Assert.Equal(
            [$"mine.yaml ({Path.GetFullPath(folder.File("sets/mine/images/train"))})", $"mine.yaml ({Path.GetFullPath(folder.File("sets/mine/images/val"))})"],
            set.Notes(AnnotationFindingKind.OtherFolder));
    }

    [Fact]
    public void Of_a_folder_elsewhere_only_what_the_description_names_is_read()
    {
        folder.Image("mine/images/a.png").Image("sets/images/train/b.png").Image("sets/private/c.png").Image("c.png")
            .Text("mine/data.yaml", "path: ../sets\ntrain: images\nval: ../../c\nnames: [x]\n");
        Assert.Equal(["../sets/images/train/b.png"], folder.Read(name: "mine").Images.Select(image => image.Name));
        folder.Text("mine/data.yaml", "path: ../sets\ntrain: photos/train\nnames: [x]\n");
        Assert.Contains("train: photos/train: no such folder or list", folder.Fault(name: "mine"));
        folder.Text("mine/data.yaml", "path: ../sets\nnames: [x]\n");
        Assert.Equal(["images/a.png"], folder.Read(name: "mine").Images.Select(image => image.Name));
    }

    [Fact]
    public void A_list_elsewhere_brings_its_images_and_their_labels()
    {
        folder.Image("sets/images/b.png").Image("sets/images/unlisted.png").Image("private/c.png").Text("sets/labels/b.txt", "0 .5 .5 1 1")
            .Text("sets/train.txt", "./images/b.png\n../private/c.png\n//host/share/d.png\n")
            .Text("mine/data.yaml", "path: ../sets\ntrain: train.txt\nnames: [x]\n");
        var set = folder.Read(name: "mine");
        Assert.Equal(["../sets/images/b.png"], set.Images.Select(image => image.Name));
        set.Only("../sets/images/b.png").IsAt(0, 0, 200, 100);
        Assert.Equal(2, set.Found(AnnotationFindingKind.MissingImage).Length);
    }

    [Theory]
    [InlineData("//host/share")]
    [InlineData(@"\\host\share")]
    public void A_folder_of_another_machine_is_not_opened(string path)
    {
        folder.Image("images/a.png").Text("data.yaml", $"path: {path}\ntrain: images\nnames: [x]\n");
        var set = folder.Read();
        Assert.Equal(["images/a.png"], set.Images.Select(image => image.Name));
        Assert.Contains(path, Assert.Single(set.Notes(AnnotationFindingKind.MissingPath)));
    }

    [Theory]
    [InlineData("train: images\nnames: [x]\ntrain: other\n", "'train' is there twice")]
    [InlineData("train: images\nnames:\n  0: x\n  1: y\n  0: z\n", "'names' has the key 0 twice: 'x' and 'z'")]
    [InlineData("train: images\nnames: {0: x, 0: y}\n", "'names' has the key 0 twice: 'x' and 'y'")]
    public void A_key_that_is_there_twice_is_refused(string text, string fault)
    {
        folder.Image("images/a.png").Image("other/b.png").Text("data.yaml", text);
        Assert.Contains($"data.yaml: {fault}", folder.Fault());
    }

    [Fact]
    public void An_image_without_label_file_or_with_an_empty_one_shows_background()
    {
        folder.Image("images/a.png").Image("images/b.png").Text("labels/b.txt", " \n").Text("data.yaml", "train: images\nnames: [x]");
        Assert.Equal([0, 0], folder.Read().Images.Select(image => image.Objects.Length));
        Assert.Equal(["images/b.png"], folder.Read(new() { UnannotatedAreNegative = false }).Images.Select(image => image.Name));
    }

    [Fact]
    public void More_than_four_numbers_are_an_outline_or_a_score_or_key_points()
    {
        folder.Image("images/a.png").Text("labels/a.txt", "0 .1 .1 .5 .2 .3 .6\n0 .5 .5 .2 .2 .87\n").Text("data.yaml", "train: images\nnames: [x]");
        var set = folder.Read(new() { ReadsMasks = true });
        set.Images[0].Objects[0].IsAt(20, 10, 100, 60);
        var outline = Assert.IsType<PolygonMask>(set.Images[0].Objects[0].Mask).Outlines[0];
        Assert.Equal([20, 10, 100, 20, 60, 60], outline.Select(value => MathF.Round(value, 3)));
        set.Images[0].Objects[1].IsAt(80, 40, 120, 60);
        folder.Text("labels/a.txt", "0 .5 .5 .2 .2 .1 .1 2 .9 .9 1\n").Text("data.yaml", "train: images\nnames: [x]\nkpt_shape: [2, 3]\n");
        folder.Read().Only().IsAt(80, 40, 120, 60);
    }

    [Fact]
    public void Labels_beside_the_images_with_classes_txt_are_read()
    {
        folder.Image("a.png").Text("a.txt", "1 .5 .5 .5 .5").Text("classes.txt", "cat\r\ndog\r\n\r\n");
        var set = folder.Read();
        Assert.Equal(["cat", "dog"], set.Names());
        Assert.Equal("dog", set.ClassOf(set.Only()));
    }

    [Fact]
    public void Darknets_lists_say_splits()
    {
        folder.Image("obj_train_data/1.png").Text("obj_train_data/1.txt", "0 .5 .5 .5 .5").Image("obj_valid_data/2.png")
            .Text("obj.data", "classes = 1\ntrain = data/train.txt\nvalid = data/valid.txt\nnames = data/obj.names\nbackup = backup/\n")
            .Text("obj.names", "x\n").Text("train.txt", "data/obj_train_data/1.png\n").Text("valid.txt", "data/obj_valid_data/2.png\n");
        var set = folder.Read();
        Assert.Equal([Split.Train, Split.Validation], set.Images.Select(image => image.Split));
        Assert.Equal(["x"], set.Names());
    }

    [Fact]
    public void Without_names_the_numbers_are_the_classes_and_that_is_said()
    {
        folder.Image("train/a.png").Text("train/a.txt", "7 .5 .5 .5 .5\n2 .5 .5 .5 .5");
        var set = folder.Read();
        Assert.Equal([new("class 2", 2), new("class 7", 7)], set.Classes);
        Assert.Equal("class 7", set.ClassOf(set.Images[0].Objects[0]));
        Assert.Single(set.Found(AnnotationFindingKind.UnnamedClasses));
    }

    [Theory]
    [InlineData("1 .5 .5 .5 .5\n2 .5 .5 .5 .5", "names are numbered from 0 to 1, boxes from 1 to 2: subtract 1")]
    [InlineData("0 .5 .5 .5 .5\n2 .5 .5 .5 .5", null)]
    [InlineData("0 .5 .5 .5 .5\n3 .5 .5 .5 .5", null)]
    public void A_class_without_name_is_left_out_and_numbers_from_1_are_recognized(string labels, string? note)
    {
        folder.Image("images/a.png").Text("labels/a.txt", labels).Text("data.yaml", "train: images\nnames: [x, y]");
        var set = folder.Read();
        var fault = Assert.Single(set.BoxFaults);
        Assert.Equal((BoxFaultKind.UnknownClass, "labels/a.txt", "line 2", labels[^13..^12], true), (fault.Kind, fault.File, fault.Object, fault.ClassName, fault.IsDropped));
        var notes = set.Notes(AnnotationFindingKind.ShiftedClasses);
        Assert.Equal(note is null ? 0 : 1, notes.Length);
        Assert.All(notes, text => Assert.Contains(note!, text));
    }

    [Theory]
    [InlineData("nc: 3\nnames: [x, y]", "3 classes, 2 names")]
    [InlineData("nc: 1\nnames: {0: x, 1: y}", "1 classes, 2 names")]
    [InlineData("nc: 2\nnames: [x, y]", null)]
    [InlineData("nc: two\nnames: [x, y]", null)]
    public void A_number_of_classes_that_is_not_that_of_the_names_is_noted(string classes, string? note)
    {
        folder.Image("images/a.png").Text("labels/a.txt", "1 .5 .5 .5 .5").Text("data.yaml", $"train: images\n{classes}\n");
        Assert.Equal(note is null ? [] : [$"data.yaml ({note})"], folder.Read().Notes(AnnotationFindingKind.OtherClassCount));
    }

    /// <summary>Images of two splits are often numbered alike: one whose label file is gone must not get another's.</summary>
    [Fact]
    public void A_label_file_of_another_image_or_of_another_split_is_not_taken()
    {
        folder.Text("data.yaml", "train: images/train\nval: images/val\nnames: [x]\n");
        for (var i = 0; i < 3; i++)
            folder.Image($"images/train/{i}.png").Image($"images/val/{i}.png").Text($"labels/train/{i}.txt", "0 .5 .5 .5 .5\n").Text($"labels/val/{i}.txt", "0 .2 .2 .1 .1\n");
        File.Delete(folder.File("labels/train/0.txt"));
        var set = folder.Read();
        Assert.Equal([0, 1, 1, 1, 1, 1], set.Images.Select(image => image.Objects.Length));
        Assert.Empty(set.Findings);
        Directory.Delete(folder.File("labels/val"), recursive: true);
        // This one is nobody's own.
        File.Delete(folder.File("images/train/1.png"));
        set = folder.Read();
        Assert.Equal([0, 1, 0, 0, 0], set.Images.Select(image => image.Objects.Length));
        Assert.Equal(["validation (3 images)"], set.Notes(AnnotationFindingKind.UnlabeledSplit));
    }

    [Fact]
    public void A_label_file_elsewhere_goes_to_the_nearest_image_of_its_name()
    {
        folder.Image("photos/a/0.png").Image("photos/b/0.png").Image("photos/b/1.png").Text("boxes/a/0.txt", "0 .5 .5 .5 .5\n").Text("boxes/1.txt", "0 .5 .5 .5 .5\n").Text("classes.txt", "x\n");
        Assert.Equal([1, 0, 1], folder.Read().Images.Select(image => image.Objects.Length));
    }

    [Theory]
    [InlineData("0 .5 .5 .5 .5\nx .5 .5 .5 .5", "line 2: 'x' is not the index of a class")]
    [InlineData("0 .5 .5 .5", "line 1: 4 numbers")]
    [InlineData("0 .5 .5 .5 .5 .5 .5 .5", "line 1: 8 numbers")]
    [InlineData("0 .5 .5 .5 high", "line 1: 'high' is not a number")]
    [InlineData("-1 .5 .5 .5 .5", "line 1: '-1' is not the index of a class")]
    public void A_line_that_is_none_is_named_with_its_file(string text, string fault)
    {
        folder.Image("images/a.png").Text("labels/a.txt", text).Image("images/b.png").Text("data.yaml", "train: images\nnames: [x]");
        Assert.Contains($"a.txt: {fault}", folder.Fault());
        var set = folder.Read(new() { SkipsUnreadable = true });
        Assert.Equal(["images/b.png"], set.Images.Select(image => image.Name));
        Assert.Contains(fault, Assert.Single(set.Notes(AnnotationFindingKind.UnreadableAnnotation)));
    }

    [Fact]
    public void Boxes_in_pixels_are_recognized()
    {
        folder.Image("images/a.png").Text("labels/a.txt", "0 50 50 20 40\n").Text("data.yaml", "train: images\nnames: [x]");
        var set = folder.Read();
        set.Only().IsAt(40, 30, 60, 70);
        Assert.Single(set.Found(AnnotationFindingKind.OtherUnit));
    }
}
