using System.Diagnostics;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests;

public sealed class ImageFolderTests : IDisposable
{
    readonly ImageFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Each_subfolder_is_a_class_in_ordinal_order_of_names()
    {
        files.Add("zebra/1.png", 1);
        files.Add("Ähre mit Grannen/schönes Bild.png", 2);
        files.Add("ant/2.png", 3);
        files.Add("Bee/inner folder/3.png", 4);
        var dataset = new ImageFolder(files.Root);
        Assert.Equal(["Bee", "ant", "zebra", "Ähre mit Grannen"], dataset.ClassNames);
        Assert.Equal(["Bee/inner folder/3.png", "ant/2.png", "zebra/1.png", "Ähre mit Grannen/schönes Bild.png"], Names(dataset));
        Assert.Equal([0, 1, 2, 3], Enumerable.Range(0, 4).Select(dataset.LabelOf));
        Assert.All(Enumerable.Range(0, 4), index => Assert.Equal(96, dataset.Load(index).Width));
        Assert.Null(dataset.SplitOf(0));
    }

    [Fact]
    public void Every_extension_is_read_in_any_case()
    {
        string[] names = ["1.PNG", "2.Jpeg", "3.jfif", "4.JPE", "5.Tif", "6.tiff", "7.mpo"];
        foreach (var name in names)
            files.Add($"a/{name}", 1);
        Assert.Equal(names.Select(name => $"a/{name}"), Names(new ImageFolder(files.Root)));
    }

    [Fact]
    public void Hidden_and_system_files_and_folders_are_none_of_the_users()
    {
        files.Add("a/1.png", 1);
        foreach (var name in new[] { "a/.hidden.png", "a/._1.png", "a/@eaDir/1.png", "a/.ipynb_checkpoints/1.png", "__MACOSX/a/1.png", "@eaDir/1.png", ".git/4.png" })
            files.Add(name, 3);
        foreach (var name in new[] { "a/Thumbs.db", "a/desktop.ini", "a/.DS_Store", "Thumbs.db", "System Volume Information/x" })
            files.AddBytes(name, [1]);
        var dataset = new ImageFolder(files.Root);
        Assert.Equal(["a"], dataset.ClassNames);
        Assert.Equal(["a/1.png"], Names(dataset));
        Assert.Empty(dataset.Findings);
    }

    [Fact]
    public void Files_that_are_skipped_are_counted_by_kind_and_images_of_other_formats_are_named()
    {
        files.Add("a/1.png", 1);
        foreach (var name in new[] { "a/x.txt", "a/y.TXT", "a/README", "a/phone.HEIC", "b/c.avif", "labels.csv", "raw.nef" })
            files.AddBytes(name, [1]);
        var findings = new ImageFolder(files.Root).Findings;
        Assert.Equal("Not images, and skipped: 2 .txt, 1 without extension.", findings.Single(f => f.Kind == ClassFindingKind.SkippedFile).Summary);
        Assert.Equal(["a/phone.HEIC", "b/c.avif", "raw.nef"], findings.Single(f => f.Kind == ClassFindingKind.IgnoredFile).Items.Select(item => item.Names[0]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("train/")]
    public void Images_and_folders_whose_names_are_not_UTF8_are_counted_and_named(string level)
    {
        Assert.SkipWhen(UnreadableName.Missing is not null, UnreadableName.Missing ?? "");
        files.Add($"{level}a/1.png", 1);
        files.Add($"{level}b/\uFFFD.png", 2);
        UnreadableName.Rename(files.Add($"{level}a/2.png", 2), "caf\\351.png");
        UnreadableName.Rename(files.Add($"{level}a/3.png", 3), "caf\\350.png");
        files.AddBytes($"{level}a/x.txt", [1]);
        UnreadableName.Rename(files.File($"{level}a/x.txt"), "\\377.txt");
        UnreadableName.Rename(Path.GetDirectoryName(files.Add($"{level}hen/4.png", 4))!, "h\\344hn");
        var dataset = new ImageFolder(files.Root);
        Assert.Equal([$"{level}a/1.png", $"{level}b/\uFFFD.png"], Names(dataset));
        Assert.Equal(["a", "b"], dataset.ClassNames);
        var finding = dataset.Findings.Single(f => f.Kind == ClassFindingKind.UnreadableName);
        Assert.Equal([$"{level}a/caf\uFFFD.png", $"{level}a/caf\uFFFD.png", $"{level}h\uFFFDhn"], finding.Items.Select(item => item.Names[0]));
        Assert.Equal($"Skipped, since their names are not UTF-8: 3 images or folders, such as {level}a/caf\uFFFD.png.", finding.Summary);
        Assert.Equal("Not images, and skipped: 1 .txt.", dataset.Findings.Single(f => f.Kind == ClassFindingKind.SkippedFile).Summary);
    }

    [Fact]
    public void Where_all_names_are_not_UTF8_this_is_said_too()
    {
        Assert.SkipWhen(UnreadableName.Missing is not null, UnreadableName.Missing ?? "");
        UnreadableName.Rename(Path.GetDirectoryName(files.Add("hen/1.png", 1))!, "h\\344hn");
        Assert.Contains("1 image or folder whose name is not UTF-8, such as h\uFFFDhn", Refusal(() => new ImageFolder(files.Root)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("train/")]
    public void Images_in_folders_inside_class_folders_are_said_to_belong_to_the_outer_one(string level)
    {
        files.Add($"{level}a/1.png", 1);
        files.Add($"{level}a/inner/2.png", 2);
        files.Add($"{level}b/x/y/3.png", 3);
        var note = Assert.Single(new ImageFolder(files.Root).Findings);
        Assert.Equal((FindingSeverity.Note, ClassFindingKind.NestedImage), (note.Severity, note.Kind));
        Assert.Equal([$"{level}a/inner/2.png", $"{level}b/x/y/3.png"], note.Items.Select(item => item.Names[0]));
    }

    [Fact]
    public void Folders_train_val_and_test_are_splits()
    {
        files.Add("Train/ant/1.png", 1);
        files.Add("Train/bee/2.png", 2);
        files.Add("val/ant/3.png", 3);
        files.Add("test/bee/4.png", 4);
        var dataset = new ImageFolder(files.Root);
        Assert.Equal(["ant", "bee"], dataset.ClassNames);
        Assert.Equal(["Train/ant/1.png", "Train/bee/2.png", "val/ant/3.png", "test/bee/4.png"], Names(dataset));
        Assert.Equal([Split.Train, Split.Train, Split.Validation, Split.Test], Enumerable.Range(0, 4).Select(dataset.SplitOf));
        Assert.Equal(["val/ant/3.png"], Names(dataset.Subset(dataset.IndicesIn(Split.Validation))));
    }

    [Theory]
    [InlineData("train", "bus")]
    [InlineData("test", "control")]
    [InlineData("val", "valid")]
    [InlineData("val", "test")]
    public void Classes_that_happen_to_be_called_like_a_split_are_classes(string one, string other)
    {
        files.Add($"{one}/1.png", 1);
        files.Add($"{other}/2.png", 2);
        Assert.Equal(new[] { one, other }.Order(StringComparer.Ordinal), new ImageFolder(files.Root).ClassNames);
    }

    [Fact]
    public void A_folder_beside_splits_is_refused_since_it_would_make_classes_of_them()
    {
        foreach (var name in new[] { "train/ant", "train/bee", "val/ant", "val/bee", "not sorted yet" })
            files.Add($"{name}/1.png", 1);
        Assert.Contains("holds 'not sorted yet' beside train, val; move away", Assert.Throws<DatasetException>(() => new ImageFolder(files.Root)).Message);
    }

    [Fact]
    public void Two_folders_of_one_split_are_refused_since_all_of_them_would_become_classes()
    {
        foreach (var name in new[] { "train/ant", "train/bee", "val/ant", "validation/bee" })
            files.Add($"{name}/1.png", 1);
        Assert.Contains("holds train, val, validation, some of which mean the same split", Assert.Throws<DatasetException>(() => new ImageFolder(files.Root)).Message);
    }

    [Fact]
    public void A_link_to_a_folder_above_is_not_followed_and_named_and_a_link_to_a_folder_elsewhere_is_followed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var elsewhere = new ImageFiles();
        elsewhere.Add("9.png", 9);
        files.Add("a/1.png", 1);
        files.Add("b/2.png", 2);
        File.CreateSymbolicLink(files.File("a/loop"), "..");
        File.CreateSymbolicLink(files.File("a/root"), files.Root);
        File.CreateSymbolicLink(files.File("a/self"), ".");
        File.CreateSymbolicLink(files.File("up"), Path.GetDirectoryName(files.Root)!);
        File.CreateSymbolicLink(elsewhere.File("back"), files.Root);
        File.CreateSymbolicLink(elsewhere.File("around"), elsewhere.Root);
        File.CreateSymbolicLink(files.File("a/nowhere.png"), "missing.png");
        File.CreateSymbolicLink(files.File("b/linked"), elsewhere.Root);
        var dataset = new ImageFolder(files.Root);
        Assert.Equal(["a", "b"], dataset.ClassNames);
        Assert.Equal(["a/1.png", "a/nowhere.png", "b/2.png", "b/linked/9.png"], Names(dataset));
        Assert.Equal(
            ["a/loop", "a/root", "a/self", "b/linked/around", "b/linked/back", "up"],
            dataset.Findings.Single(finding => finding.Kind == ClassFindingKind.LinkToFolderAbove).Items.Select(item => item.Names[0]));
    }

    /// <summary>A data set that is reached by a link is the same as by its own path.</summary>
    [Fact]
    public void A_link_to_a_folder_above_is_recognized_by_whatever_path_the_data_set_is_given()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege on Windows");
        using var elsewhere = new ImageFiles();
        files.Add("data/a/1.png", 1);
        files.Add("data/b/2.png", 2);
        File.CreateSymbolicLink(files.File("data/a/loop"), files.File("data"));
        File.CreateSymbolicLink(elsewhere.File("link"), files.Root);
        Assert.Equal(["a/1.png", "b/2.png"], Names(new ImageFolder(elsewhere.File("link/data"))));
    }

    [Fact]
    public void An_empty_file_is_refused_with_its_path()
    {
        files.AddBytes("a/empty one.jpg", []);
        files.Add("b/2.png", 2);
        var dataset = new ImageFolder(files.Root);
        var e = Assert.Throws<ImageFormatException>(() => dataset.Load(0));
        Assert.StartsWith(files.File("a/empty one.jpg").Replace('\\', '/'), e.Message.Replace('\\', '/'));
    }

    [Fact]
    public void A_pipe_that_nobody_writes_to_is_refused_like_an_empty_file()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "pipes have no place in the folders of Windows");
        files.Add("a/1.png", 1);
        using var make = Process.Start("mkfifo", [files.File("a/pipe.jpg")]);
        make.WaitForExit();
        Assert.Contains("empty", Assert.Throws<ImageFormatException>(() => new ImageFolder(files.Root).Load(1)).Message);
    }

    [Fact]
    public void A_folder_that_is_no_data_set_is_refused_with_what_was_expected()
    {
        Assert.Contains("no such folder", Refusal(() => new ImageFolder(files.File("none"))));
        Assert.Contains("holds no subfolder", Refusal(() => new ImageFolder(files.Root)));
        files.Add("1.png", 1);
        Assert.Contains("but 1 images of no class", Refusal(() => new ImageFolder(files.Root)));
        Directory.CreateDirectory(files.File("a"));
        Assert.Contains("its 1 class folders hold no image; expected", Refusal(() => new ImageFolder(files.Root)));
        files.AddBytes("a/x.heic", [1]);
        files.AddBytes("a/y.txt", [1]);
        Assert.Contains("its 1 class folders hold no image, but other files (.heic, .txt); expected", Refusal(() => new ImageFolder(files.Root)));
        Assert.Contains("neither a folder nor a .csv file", Refusal(() => ClassificationDataset.Open(files.File("1.png"))));
        Assert.Contains("no such file or folder", Refusal(() => ClassificationDataset.Open(files.File("none"))));
    }

    [Fact]
    public void A_folder_of_real_photographs_is_read()
    {
        var dataset = ClassificationDataset.Open(SharedData.Path("images/hymenoptera120"));
        Assert.Equal(["ants", "bees"], dataset.ClassNames);
        Assert.Equal([60, 60], dataset.CountByStratum());
    }

    static string Refusal(Func<object> open)
    {
        var message = Assert.Throws<DatasetException>(open).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    static string[] Names(ClassificationDataset dataset) => [.. Enumerable.Range(0, dataset.Count).Select(dataset.NameOf)];
}
