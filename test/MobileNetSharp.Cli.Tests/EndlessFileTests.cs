using System.Diagnostics;
using MobileNetSharp.Cards;
using MobileNetSharp.Catalog;
using MobileNetSharp.Cli.Commands;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.TestKit;
using MobileNetSharp.Training;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Every file that a user can name, and every one that lies where the command looks for it, is refused in one line and in little memory where it has no end.</summary>
public sealed class EndlessFileTests : IDisposable
{
    const long ManyBytes = 10_000_000_000;

    /// <summary>A refusal reads at most one buffer and makes an exception.</summary>
    const long AllowedBytes = 4 << 20;

    readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    static readonly Dictionary<string, (string File, Action<string> Read)> Readers = new(StringComparer.Ordinal)
    {
        ["--labels"] = ("labels.txt", path => LabelFile.Load(path)),
        ["--label-map"] = ("map.txt", path => LabelMapFile.Read(path)),
        ["--preprocess"] = ("how.json", path => Parse("classify", "a.jpg", "--preprocess", path)),
        ["--recipe"] = ("recipe.json", path => ShippedRecipes.Load(path)),
        ["--split"] = ("split.json", path => SplitChoice.Of(Images(path), "images", new SplitChoice(null, "split", path))),
        ["--results"] = ("found.json", path => CocoResults.ReadAsync(path, Boxes(path)).GetAwaiter().GetResult()),
        ["ANNOTATIONS"] = ("boxes.json", path => DetectionDataset.Open(path)),
        ["MODEL"] = ("model.onnx", path => Formats.ModelFile.Load(path)),
        ["IMAGE"] = ("image.jpg", path => Imaging.RgbImage.Load(path)),
        ["DATA"] = ("images.csv", path => ClassificationDataset.Open(path)),
        ["catalog"] = ("catalog.json", path => new ModelCatalog(new CatalogOptions { Folder = Path.GetDirectoryName(path)! }).Find("any")),
        ["run's recipe"] = ("recipe.json", path => TrainingRun.RecipeOf(Path.GetDirectoryName(path)!)),
        ["run's record"] = ("run.json", path =>
        {
            foreach (var other in new[] { "recipe.json", "split.json" })
                File.WriteAllText(Path.Combine(Path.GetDirectoryName(path)!, other), "{}");
            TrainingRun.DataOf(Path.GetDirectoryName(path)!);
        }
        ),
    };

    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var reader in Readers.Keys)
        {
            foreach (var kind in new[] { "sparse", "pipe", "/dev/zero", "/dev/urandom" })
                cases.Add(reader, kind);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task It_is_refused(string reader, string kind)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs pipes, devices and links as files");
        var (file, read) = Readers[reader];
        var path = folder.File(file);
        await Make(path, kind);
        Refused(path, read); // what a process makes once is not the file's
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var line = Refused(path, read);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, AllowedBytes);
        Assert.Contains(path, line, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', line);
    }

    [Theory]
    [InlineData("--label-map")]
    [InlineData("DATA")]
    public void An_endless_line_is_refused(string reader)
    {
        var (file, read) = Readers[reader];
        var path = folder.File(file);
        using (var sparse = File.Create(path))
            sparse.SetLength(8 << 20);
        var before = GC.GetTotalAllocatedBytes(precise: true);
        var line = Refused(path, read);
        Assert.InRange(GC.GetTotalAllocatedBytes(precise: true) - before, 0, AllowedBytes);
        Assert.StartsWith($"{path}: line 1 has more than ", line, StringComparison.Ordinal);
    }

    static string Refused(string path, Action<string> read)
    {
        try
        {
            read(path);
        }
        catch (Exception e) when (Failures.IsExpected(e))
        {
            return Failures.Line(e);
        }

        Assert.Fail($"{path} was read.");
        return "";
    }

    static void Parse(params string[] args)
    {
        if (CommandLineProgram.Fault(CommandLineProgram.Root().Parse(args), args) is { } fault)
            throw new UserException(fault);
    }

    static ClassificationDataset Images(string path)
    {
        var image = SmallModel.SaveImage(Path.Combine(Path.GetDirectoryName(path)!, "a.png"), 1);
        var list = Path.ChangeExtension(image, ".csv");
        File.WriteAllText(list, "a.png,ant\n");
        return ClassificationDataset.Open(list);
    }

    static DetectionDataset Boxes(string path)
    {
        var folder = Path.Combine(Path.GetDirectoryName(path)!, "boxes");
        Directory.CreateDirectory(folder);
        SmallModel.SaveImage(Path.Combine(folder, "a.png"), 1);
        File.WriteAllText(Path.Combine(folder, "annotations.json"), """{"images":[{"id":1,"file_name":"a.png"}],"categories":[{"id":1,"name":"ant"}],"annotations":[]}""");
        return DetectionDataset.Open(folder);
    }

    static async Task Make(string path, string kind)
    {
        if (kind == "sparse")
        {
            await using var sparse = File.Create(path);
            sparse.SetLength(ManyBytes);
        }
        else if (kind == "pipe")
        {
            using var make = Process.Start("mkfifo", [path]);
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        else
        {
            File.CreateSymbolicLink(path, kind);
        }
    }
}
