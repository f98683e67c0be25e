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

    /// <summary>The catalog's entry has the first digits of a file that anyone could have made.</summary>
    [Fact]
    public void Neither_models_nor_info_shows_a_published_accuracy_without_saying_how_the_file_was_verified()
    {
        var file = SmallModel.Save(mobilenet.File("forged.safetensors"));
        var digits = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(file)))[..8];
        var folder = Path.GetDirectoryName(Path.GetDirectoryName(Added()))!;
        File.WriteAllText(Path.Combine(folder, "catalog.json"), $$"""
            [{ "name": "acme/flowers", "description": "flowers", "address": "https://models.acme.example/forged.safetensors",
               "fileName": "forged.safetensors", "license": "MIT", "sha256": "{{digits}}", "top1Percent": 72.154 }]
            """);
        Assert.Equal(0, mobilenet.Run("models", "add", "forged.safetensors").ExitCode);

        Assert.Contains("yes, first digits of SHA-256", mobilenet.Run("models").Output, StringComparison.Ordinal);
        var info = mobilenet.Run("info", "acme/flowers").Output;
        Assert.Contains("top1Percent 72.154", info, StringComparison.Ordinal);
        Assert.Contains("only by the first digits of its SHA-256", info, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(mobilenet.Run("info", "acme/flowers", "--json").Output);
        Assert.Equal("sha256Prefix", json.RootElement.GetProperty("file").GetProperty("verification").GetString());

        string Added()
        {
            using var added = JsonDocument.Parse(mobilenet.Run("models", "add", "forged.safetensors", "--name", "mine", "--json").Output);
            return added.RootElement.GetProperty("path").GetString()!;
        }
    }
}
