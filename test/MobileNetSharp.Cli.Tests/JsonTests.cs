using System.Text.Json;

namespace MobileNetSharp.Cli.Tests;

/// <summary>With <c>--json</c>, stdout is one document. Training and its demo: <see cref="TrainTests"/> and <see cref="DemoTests"/>.</summary>
public sealed class JsonTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public JsonTests()
    {
        SmallModel.Save(mobilenet.File("small.safetensors"));
        for (var i = 0; i < 4; i++)
        {
            var path = mobilenet.File($"photos/{(i % 2 == 0 ? "ant" : "bee")}/{i}.png");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            SmallModel.SaveImage(path, i + 1);
        }
    }

    public void Dispose() => mobilenet.Dispose();

    [Theory]
    [InlineData("results", "classify", "photos/ant", "--model", "small.safetensors")]
    [InlineData("file", "info", "small.safetensors")]
    [InlineData("differences", "info", "small.safetensors", "--compare", "mobilenet_v2_0.35_96")]
    [InlineData("sizeBytes", "convert", "small.safetensors", "small.onnx")]
    [InlineData("sizeBytes", "convert", "mobilenet_v2_0.35_96", "random.onnx")]
    [InlineData("latencyMs", "bench", "small.safetensors", "--runs", "1", "--layers")]
    [InlineData("models", "models")]
    [InlineData("path", "models", "add", "small.safetensors")]
    [InlineData("top1", "eval", "classify", "photos", "--model", "small.safetensors")]
    [InlineData("findings", "data", "check", "photos")]
    [InlineData("classes", "data", "draw", "drawn", "--train", "10", "--val", "10")]
    [InlineData("tables", "paper", "table4")]
    [InlineData("trained", "paper", "figure7", "--model", "small.safetensors", "--images", "photos/ant")]
    [InlineData("optimizer", "train", "classify", "--print")]
    public void One_document_and_nothing_else(string property, params string[] args)
    {
        var result = mobilenet.Run([.. args, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        using var document = JsonDocument.Parse(result.Output);
        Assert.True(document.RootElement.TryGetProperty(property, out _), result.Output);
    }
}
