using System.Runtime.Versioning;
using MobileNetSharp.Datasets.Checking;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Datasets.Tests;

public sealed class DataCheckTests : IDisposable
{
    readonly ImageFiles files = new();

    public void Dispose() => files.Dispose();

    [Fact]
    public void Of_a_sound_data_set_nothing_is_said_but_what_is_in_it()
    {
        files.AddClass("train/ant", 12, 1);
        files.AddClass("train/bee", 15, 100);
        files.AddClass("val/ant", 3, 200);
        files.AddClass("val/bee", 4, 300);
        var report = Check();
        Assert.Empty(report.Findings);
        Assert.Equal((34, false), (report.Images, report.HasErrors));
        Assert.Equal([new(0, "ant", 15, 12, 3, 0), new(1, "bee", 19, 15, 4, 0)], report.Classes);
    }

    [Theory]
    [InlineData("images/hymenoptera120", 120)]
    [InlineData("images/cifar10_400", 400)]
    public void Of_real_photographs_nothing_wrong_is_said(string folder, int images)
    {
        var report = ClassificationCheck.Run(SharedData.Path(folder), new() { MinimumSide = 32 }, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(images, report.Images);
        Assert.Empty(report.Findings);
    }

    [Fact]
    public void Broken_truncated_and_empty_files_are_named_with_what_is_wrong()
    {
        TwoClasses();
        files.AddTruncated("ant/cut off.jpg");
        files.AddBytes("ant/empty.png", []);
        files.AddBytes("bee/text.JPG", "not an image"u8.ToArray());
        var broken = Finding(FindingKind.BrokenImage, FindingSeverity.Error);
        Assert.Equal(["ant/cut off.jpg", "ant/empty.png", "bee/text.JPG"], broken.Items.Select(item => item.Names.Single()));
        Assert.DoesNotContain("data.", broken.Remedy);
        Assert.Equal(["truncated JPEG", "empty: 0 bytes", "not an image"], broken.Items.Select(item => item.Note![..14].TrimEnd().TrimEnd(':')));
    }

    [Fact]
    public void Files_of_a_list_that_are_not_there_are_not_found_and_not_broken()
    {
        TwoClasses();
        files.AddTruncated("cut off.jpg");
        files.AddBytes("list.csv", "path,label\nant/0.png,ant\nnone/1.png,ant\nbee/0.png,bee\ncaf\u00e9.jpg,bee\ncut off.jpg,bee\n"u8.ToArray());
        var report = ClassificationCheck.Run(files.File("list.csv"), cancellationToken: TestContext.Current.CancellationToken);
        var missing = report.Findings.Single(finding => finding.Kind == FindingKind.MissingImage);
        Assert.Equal((FindingSeverity.Error, "2 images not found."), (missing.Severity, missing.Summary));
        Assert.Equal(["none/1.png (no such file.)", "caf\u00e9.jpg (no such file.)"], missing.Items.Select(item => item.ToString()));
        Assert.Equal(["cut off.jpg"], Names(report, FindingKind.BrokenImage, FindingSeverity.Error));
    }

    [Fact]
    public void Equal_files_are_an_error_across_splits_and_classes_and_a_warning_within()
    {
        foreach (var (name, seed) in new[] { ("train/ant/1", 1), ("train/ant/2", 2), ("train/bee/3", 3), ("val/ant/4", 4), ("val/bee/5", 5) })
            files.Add($"{name}.png", seed);
        files.Add("val/ant/copy of 1.png", 1);
        files.Add("train/bee/copy of 2.png", 2);
        files.Add("val/bee/copy of 5.png", 5);
        var report = Check();
        Assert.Equal(["train/ant/1.png", "val/ant/copy of 1.png"], Names(report, FindingKind.DuplicateAcrossSplits, FindingSeverity.Error));
        Assert.Equal(["train/ant/2.png", "train/bee/copy of 2.png"], Names(report, ClassFindingKind.DuplicateAcrossClasses, FindingSeverity.Error));
        Assert.Equal(["val/bee/5.png", "val/bee/copy of 5.png"], Names(report, FindingKind.Duplicate, FindingSeverity.Warning));
        Assert.DoesNotContain(report.Findings, finding => finding.Kind is FindingKind.NearDuplicate or FindingKind.NearDuplicateAcrossSplits);
    }

    [Theory]
    [InlineData(96, 80, 90)]
    [InlineData(96, 80, 30)]
    [InlineData(192, 160, 60)]
    [InlineData(72, 60, 80)]
    public void Copies_that_were_compressed_anew_or_scaled_are_found(int width, int height, int quality)
    {
        files.AddClass("train/ant", 12, 1000);
        files.AddClass("train/bee", 12, 2000);
        files.AddClass("val/ant", 12, 3000);
        files.AddJpeg("val/ant/copy.jpg", 1003, width, height, quality);
        files.AddJpeg("train/bee/copy.jpg", 2004, width, height, quality);
        var report = Check();
        Assert.Equal(["train/ant/3.png", "val/ant/copy.jpg"], Names(report, FindingKind.NearDuplicateAcrossSplits, FindingSeverity.Warning));
        Assert.Equal(["train/bee/4.png", "train/bee/copy.jpg"], Names(report, FindingKind.NearDuplicate, FindingSeverity.Warning));
    }

    [Fact]
    public void Flat_images_of_different_colors_are_no_duplicates()
    {
        TwoClasses();
        foreach (var level in new byte[] { 0, 90, 200 })
            RgbImage.FromPixels([.. Enumerable.Repeat(level, 80 * 80)], 80, 80, PixelFormat.Gray8).SavePng(files.File($"ant/flat {level}.png"));
        Assert.Empty(Check().Findings);
    }

    [Fact]
    public void A_single_class_and_an_empty_class_are_errors()
    {
        files.AddClass("ant", 12, 1);
        Assert.Equal("ant", Finding(ClassFindingKind.SingleClass, FindingSeverity.Error).Items.Single().Names.Single());
        Directory.CreateDirectory(files.File("bee"));
        Assert.Equal("bee", Finding(ClassFindingKind.EmptyClass, FindingSeverity.Error).Items.Single().Names.Single());
    }

    [Fact]
    public void Classes_whose_names_have_their_accents_encoded_differently_are_found()
    {
        var (composed, decomposed) = ("caf\u00E9 \uD55C\u3073", "cafe\u0301 \u1112\u1161\u11AB\u3072\u3099");
        files.AddClass(composed, 12, 1);
        files.AddClass(decomposed, 12, 100);
        files.AddClass("cafe", 12, 200);
        var similar = Finding(ClassFindingKind.SimilarClassNames, FindingSeverity.Warning).Items.Single();
        Assert.Equal([decomposed, composed], similar.Names);
        Assert.Equal("the same letters, with accents encoded differently (NFC and NFD)", similar.Note);
    }

    [Fact]
    public void A_class_that_is_validated_but_never_learned_is_an_error()
    {
        files.AddClass("train/ant", 12, 1);
        files.AddClass("train/bee", 12, 100);
        files.AddClass("val/Bee", 3, 200);
        Assert.Equal("Bee", Finding(ClassFindingKind.ClassWithoutTraining, FindingSeverity.Error).Items.Single().Names.Single());
        Assert.Equal(["Bee", "bee"], Finding(ClassFindingKind.SimilarClassNames, FindingSeverity.Warning).Items.Single().Names);
    }

    [Fact]
    public void Imbalance_few_images_small_ones_and_passed_over_files_are_warnings()
    {
        files.AddClass("ant", 50, 1);
        files.AddClass("bee", 9, 100);
        files.Add("ant/small.png", 999, width: 300, height: 40);
        files.AddBytes("bee/phone.HEIC", [1, 2, 3]);
        files.Add("loose.png", 1000);
        Assert.Contains("'ant' has 5.7 times as many images as 'bee'", Finding(ClassFindingKind.Imbalance, FindingSeverity.Warning).Summary);
        Assert.Equal("9", Finding(ClassFindingKind.FewImages, FindingSeverity.Warning).Items.Single().Note);
        Assert.Equal("300x40", Finding(FindingKind.SmallImage, FindingSeverity.Warning).Items.Single().Note);
        Assert.Equal(["bee/phone.HEIC", "loose.png"], Finding(ClassFindingKind.IgnoredFile, FindingSeverity.Warning).Items.Select(item => item.Names[0]));
        Assert.False(Check().HasErrors);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Folders_and_files_that_may_not_be_read_are_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "permissions of Unix");
        TwoClasses();
        var (folder, file) = (Directory.CreateDirectory(files.File("ant/locked")).FullName, files.Add("bee/locked.png", 77));
        File.SetUnixFileMode(folder, UnixFileMode.None);
        File.SetUnixFileMode(file, UnixFileMode.None);
        try
        {
            Assert.SkipWhen(CanRead(folder), "this user may read everything");
            Assert.EndsWith("locked", Finding(FindingKind.UnreadableFolder, FindingSeverity.Error).Items.Single().Names[0]);
            Assert.Equal("bee/locked.png", Finding(FindingKind.BrokenImage, FindingSeverity.Error).Items.Single().Names[0]);
        }
        finally
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }

    [Fact]
    public void A_manifest_is_checked_too_and_its_missing_files_are_named()
    {
        TwoClasses();
        File.WriteAllText(files.File("list.csv"), "ant/0.png,ant\nbee/0.png,bee\nbee/none.png,bee\n");
        var report = ClassificationCheck.Run(files.File("list.csv"), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(["bee/none.png"], Names(report, FindingKind.MissingImage, FindingSeverity.Error));
    }

    [Fact]
    public void Every_finding_says_in_one_line_what_to_do()
    {
        files.AddClass("train/ant", 1, 1);
        files.AddTruncated("train/ant/broken.jpg");
        files.AddClass("val/ant", 2, 1);
        var report = Check();
        Assert.InRange(report.Findings.Count, 3, 10);
        Assert.All(report.Findings, finding =>
        {
            Assert.Matches(@"^\S.*\.$", finding.Summary);
            Assert.Matches(@"^[A-Z].*\.$", finding.Remedy);
            Assert.NotEmpty(finding.Items);
        });
        Assert.Equal(report.Findings.OrderBy(finding => finding.Severity), report.Findings);
    }

    void TwoClasses()
    {
        files.AddClass("ant", 12, 1);
        files.AddClass("bee", 12, 100);
    }

    ClassificationCheckReport Check() => ClassificationCheck.Run(files.Root, cancellationToken: TestContext.Current.CancellationToken);

    DataCheckFinding Finding(string kind, FindingSeverity severity)
    {
        var finding = Assert.Single(Check().Findings, finding => finding.Kind == kind);
        Assert.Equal(severity, finding.Severity);
        return finding;
    }

    static IReadOnlyList<string> Names(ClassificationCheckReport report, string kind, FindingSeverity severity)
        => Assert.Single(report.Findings, finding => finding.Kind == kind && finding.Severity == severity).Items.Single().Names;

    static bool CanRead(string folder)
    {
        try
        {
            return Directory.GetFileSystemEntries(folder).Length >= 0;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }
}
