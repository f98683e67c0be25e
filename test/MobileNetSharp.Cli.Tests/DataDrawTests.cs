using System.Text.Json;

namespace MobileNetSharp.Cli.Tests;

/// <summary><c>mobilenet data draw</c>.</summary>
public sealed class DataDrawTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void Scenes_are_written_with_their_boxes_and_the_same_seed_draws_the_same()
    {
        var result = mobilenet.Run("data", "draw", "scenes", "--task", "detect", "--train", "6", "--val", "3", "--size", "96", "--json", "--quiet");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal((6, 3, "coco"), (result.Json.GetProperty("train").GetInt32(), result.Json.GetProperty("validation").GetInt32(), result.Json.GetProperty("format").GetString()));
        using var train = JsonDocument.Parse(File.ReadAllText(mobilenet.File("scenes/annotations/instances_train.json")));
        using var validation = JsonDocument.Parse(File.ReadAllText(mobilenet.File("scenes/annotations/instances_val.json")));
        Assert.Equal((6, 5), (train.RootElement.GetProperty("images").GetArrayLength(), train.RootElement.GetProperty("categories").GetArrayLength()));
        Assert.Equal(
            result.Json.GetProperty("objects").GetInt32(),
            train.RootElement.GetProperty("annotations").GetArrayLength() + validation.RootElement.GetProperty("annotations").GetArrayLength());

        Assert.Equal(0, mobilenet.Run("data", "draw", "again", "--task", "detect", "--train", "6", "--val", "3", "--size", "96", "--format", "yolo").ExitCode);
        Assert.Equal(File.ReadAllBytes(mobilenet.File("scenes/images/val/000007.png")), File.ReadAllBytes(mobilenet.File("again/images/val/000007.png")));
        Assert.NotEmpty(File.ReadAllText(mobilenet.File("again/labels/val/000007.txt")));
    }

    [Theory]
    [InlineData("--format", "yolo", "--format only applies to boxes; add --task detect.")]
    [InlineData("--task", "segment", "--task must be classify or detect, not 'segment'.")]
    public void What_does_not_fit_is_refused(string option, string value, string fault)
    {
        var result = mobilenet.Run("data", "draw", "shapes", option, value);
        Assert.Equal((2, 1), (result.ExitCode, result.ErrorLines.Count(line => line.Contains(fault, StringComparison.Ordinal))));
        Assert.Contains("--size must be at least 96", mobilenet.Run("data", "draw", "scenes", "--task", "detect", "--size", "64").Error);
    }
}
