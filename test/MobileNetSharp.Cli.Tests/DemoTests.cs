using System.Diagnostics;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Cli.Tests;

/// <summary><c>mobilenet demo</c>, cut short to one epoch: the way is the same.</summary>
public sealed class DemoTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void From_nothing_to_an_exported_model_even_if_stopped_on_the_way()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a signal is sent by kill");
        mobilenet.Environment["LANG"] = "de_DE.UTF-8";
        const string folder = "ein Lauf ä";
        using (var process = mobilenet.Start("demo", "--epochs", "1", "--out", folder))
        {
            while (process.StandardError.ReadLine() is { } line && !line.StartsWith("Training", StringComparison.Ordinal))
            {
            }

            using (var kill = Process.Start("kill", ["-INT", $"{process.Id}"]))
                kill.WaitForExit();
            Assert.Contains($"mobilenet demo --out \"{folder}\"", process.StandardError.ReadToEnd());
            process.WaitForExit();
            Assert.Equal(130, process.ExitCode);
        }

        Assert.Contains("--seed only applies to a new demo", mobilenet.Run("demo", "--out", folder, "--seed", "2").Error);
        Assert.Contains($"mobilenet demo --out \"{folder}\"", mobilenet.Run("train", "classify", "--resume", folder).Error);
        var result = mobilenet.Run("demo", "--out", folder);
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("engine and Torch agree on 1000 of them", result.Output);
        Assert.Equal(2, Regex.Count(result.Output, "agrees on 1000 of 1000"));
        foreach (var file in new[] { "model.safetensors", "model.onnx", "model.tflite", "report.html" })
        {
            Assert.Contains(Path.Combine(folder, file), result.Output);
            Assert.True(File.Exists(mobilenet.File($"{folder}/{file}")), file);
        }

        var json = mobilenet.Run("demo", "--out", folder, "--json", "--quiet");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.Equal((1000, 2), (json.Json.GetProperty("sameTop1").GetInt32(), json.Json.GetProperty("exports").GetArrayLength()));
    }

    [Fact]
    public void A_detector_is_trained_measured_exported_and_tried_and_its_folder_says_its_task()
    {
        var result = mobilenet.Run("demo", "--task", "detect", "--epochs", "1", "--out", "objects");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains("on 500 unseen images of another seed", result.Output);
        Assert.Equal(2, Regex.Count(result.Output, "finds the same on 300 of 300"));
        Assert.Contains("mobilenet detect objects/images --model objects --out objects/again", result.Error);
        foreach (var file in new[] { "model.safetensors", "model.onnx", "model.tflite", "report.html", "images/1.png", "drawn/5.png" })
            Assert.True(File.Exists(mobilenet.File($"objects/{file}")), file);
        Assert.Contains("Training images", File.ReadAllText(mobilenet.File("objects/report.html")));
        Assert.Equal(0, mobilenet.Run("detect", "objects/images", "--model", "objects", "--out", "objects/again").ExitCode);

        Assert.Contains("choose another folder", mobilenet.Run("demo", "--task", "classify", "--out", "objects").Error);
        Assert.Contains("mobilenet demo --out objects", mobilenet.Run("train", "detect", "--resume", "objects").Error);
        var json = mobilenet.Run("demo", "--out", "objects", "--json", "--quiet");
        Assert.Equal((0, ""), (json.ExitCode, json.Error));
        Assert.Equal((500, 2, 5), (
            json.Json.GetProperty("test").GetProperty("images").GetInt32(), json.Json.GetProperty("exports").GetArrayLength(), json.Json.GetProperty("detected").GetArrayLength()));
    }

    [Fact]
    public void The_folder_of_another_run_is_left_alone()
    {
        Directory.CreateDirectory(mobilenet.File("other/checkpoints"));
        File.WriteAllText(mobilenet.File("other/checkpoints/last.safetensors"), "");
        File.WriteAllText(mobilenet.File("other/recipe.json"), """{ "name": "finetune" }""");
        var result = mobilenet.Run("demo", "--out", "other");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("choose another folder", Assert.Single(result.ErrorLines));
    }
}
