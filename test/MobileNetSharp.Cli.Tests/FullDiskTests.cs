using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

/// <summary>A file is there whole or not at all: nobody mistakes half of one for a result.</summary>
public sealed class FullDiskTests : IDisposable
{
    readonly Mobilenet mobilenet = new();
    readonly FullDisk disk = new(bytes: 1 << 16);

    public FullDiskTests()
    {
        // What is left holds the beginning of a file.
        File.WriteAllBytes(Path.Combine(disk.Path, "filler"), new byte[(1 << 16) - (1 << 13)]);
        SmallModel.Save(mobilenet.File("small.safetensors"));
        foreach (var name in new[] { "ant", "bee" })
        {
            Directory.CreateDirectory(mobilenet.File($"photos/{name}"));
            for (var seed = 0; seed < 3; seed++)
                SmallModel.SaveImage(mobilenet.File($"photos/{name}/{seed}.png"), seed);
        }
    }

    public void Dispose()
    {
        disk.Dispose();
        mobilenet.Dispose();
    }

    [Theory]
    [InlineData("a.onnx", "convert", "mobilenet_v2_0.35_96", "OUT")]
    [InlineData("a.svg", "info", "mobilenet_v2_0.35_96", "--draw", "OUT")]
    [InlineData("a.html", "eval", "classify", "photos", "--model", "small.safetensors", "--report", "OUT")]
    [InlineData("shapes", "data", "draw", "OUT", "--train", "60", "--val", "1")]
    [InlineData("run", "train", "classify", "photos", "--out", "OUT", "--recipe", "from-scratch-small")]
    public void No_half_file_is_left_on_a_full_disk(string name, params string[] args)
    {
        var path = Path.Combine(disk.Path, name);
        var result = mobilenet.Run([.. args.Select(word => word == "OUT" ? path : word)]);
        Assert.Equal(1, result.ExitCode);
        var line = Assert.Single(result.ErrorLines, line => line.StartsWith("mobilenet: ", StringComparison.Ordinal) && line.Contains("No space left on device", StringComparison.Ordinal));
        Assert.Contains(disk.Path, line, StringComparison.Ordinal);
        Assert.DoesNotContain(disk.Files, file => Path.GetFileName(file) is not ("filler" or ".lock") && new FileInfo(file).Length is 0);
        Assert.DoesNotContain(path, disk.Files);
        Assert.DoesNotContain(disk.Files, file => file.EndsWith(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void An_older_file_of_that_name_stays()
    {
        var path = Path.Combine(disk.Path, "a.onnx");
        File.WriteAllText(path, "older");
        Assert.Equal(1, mobilenet.Run("convert", "mobilenet_v2_0.35_96", path).ExitCode);
        Assert.Equal("older", File.ReadAllText(path));
    }
}
