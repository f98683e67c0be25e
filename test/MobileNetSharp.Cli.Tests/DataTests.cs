using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

public sealed class DataTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void Drawn_images_are_a_sound_data_set()
    {
        var drawn = mobilenet.Run("data", "draw", "my shapes", "--train", "120", "--val", "20", "--size", "64", "--json");
        Assert.Equal((0, ""), (drawn.ExitCode, drawn.Error));
        Assert.Equal((120, 20, 10), (drawn.Json.GetProperty("train").GetInt32(), drawn.Json.GetProperty("validation").GetInt32(), drawn.Json.GetProperty("classes").GetArrayLength()));
        var check = mobilenet.Run("data", "check", "my shapes", "--json");
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
        Assert.Equal(140, check.Json.GetProperty("images").GetInt32());
        Assert.Equal(0, check.Json.GetProperty("findings").GetArrayLength());
        Assert.Equal("checks", check.Json.GetProperty("classes")[0].GetProperty("name").GetString());
    }

    [Fact]
    public void A_folder_with_images_in_it_is_not_drawn_over()
    {
        File.WriteAllText(mobilenet.File("mine.txt"), "mine");
        var result = mobilenet.Run("data", "draw", ".");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("already exists and is not empty", Assert.Single(result.ErrorLines));
    }

    [Fact]
    public void What_is_wrong_is_told_with_what_to_do_and_exit_code_1()
    {
        foreach (var name in new[] { "train/ant", "train/bee", "val/ant" })
            Directory.CreateDirectory(mobilenet.File(name));
        SmallModel.SaveImage(mobilenet.File("train/ant/1.png"), 1);
        SmallModel.SaveImage(mobilenet.File("val/ant/again.png"), 1);
        File.WriteAllBytes(mobilenet.File("train/ant/cut off.jpg"), File.ReadAllBytes(Repository.Path("docs/images/clock.jpg"))[..3000]);
        var text = mobilenet.Run("data", "check", ".");
        Assert.Equal((1, ""), (text.ExitCode, text.Error));
        Assert.Contains("ERROR: 1 image cannot be decoded.\n  train/ant/cut off.jpg: truncated JPEG", text.Output);
        Assert.Contains("  train/ant/1.png = val/ant/again.png\n  What to do: ", text.Output);
        var json = mobilenet.Run("data", "check", ".", "--json");
        Assert.Equal(1, json.ExitCode);
        Assert.Equal(
            ["brokenImage", "emptyClass", "duplicateAcrossSplits"],
            json.Json.GetProperty("findings").EnumerateArray().Where(finding => finding.GetProperty("severity").GetString() == "error")
                .Select(finding => finding.GetProperty("kind").GetString()));
    }

    [Fact]
    public void Notes_are_told_and_are_no_problems()
    {
        foreach (var name in new[] { "ant", "bee" })
        {
            Directory.CreateDirectory(mobilenet.File(name));
            for (var i = 0; i < 10; i++)
                SaveNoise(mobilenet.File($"{name}/{i}.png"), (name == "ant" ? 100 : 0) + i);
        }

        File.WriteAllText(mobilenet.File("ant/labels.txt"), "x");
        var check = mobilenet.Run("data", "check", ".");
        Assert.Equal((0, ""), (check.ExitCode, check.Error));
        Assert.Contains("note: Not images, and skipped: 1 .txt.\n", check.Output);
        Assert.EndsWith("No problems found.\n", check.Output);

        static void SaveNoise(string path, int seed)
        {
            var image = new MobileNetSharp.Imaging.RgbImage(64, 64);
            new Random(seed).NextBytes(image.WritablePixels);
            image.SavePng(path);
        }
    }

    [Fact]
    public void A_path_that_is_no_data_set_is_one_line()
    {
        var result = mobilenet.Run("data", "check", "no such folder");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("mobilenet: no such folder: there is no such folder or file; ", Assert.Single(result.ErrorLines));
    }
}
