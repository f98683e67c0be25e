using System.Text.Json;

namespace MobileNetSharp.Cli.Tests;

public sealed class ModelsTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void What_was_added_is_reported_in_json_too()
    {
        var file = SmallModel.Save(mobilenet.File("small.safetensors"));
        var result = mobilenet.Run("models", "add", "small.safetensors", "--name", "mine", "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        using var added = JsonDocument.Parse(result.Output);
        Assert.Equal(new FileInfo(file).Length, added.RootElement.GetProperty("sizeBytes").GetInt64());
        Assert.True(File.Exists(added.RootElement.GetProperty("path").GetString()));
        var name = added.RootElement.GetProperty("name").GetString()!;
        Assert.Equal(0, mobilenet.Run("info", name).ExitCode);
    }
}
