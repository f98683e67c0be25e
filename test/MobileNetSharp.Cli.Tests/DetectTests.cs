using System.Text.Json;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

public sealed class DetectTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public DetectTests()
    {
        using var model = ColorDetector.Create();
        ModelFile.Save(model, mobilenet.File("colors.safetensors"));
    }

    public void Dispose() => mobilenet.Dispose();

    /// <summary>Grey, 128×64, with a cell that is red and a smaller part that is not.</summary>
    void SaveImage(string name, bool isRed = true)
    {
        var image = new RgbImage(128, 64);
        image.WritablePixels.Fill(128);
        for (var y = 16; isRed && y < 32; y++)
        {
            for (var x = 32; x < 64; x++)
                (image.Row(y)[3 * x], image.Row(y)[(3 * x) + 1], image.Row(y)[(3 * x) + 2]) = (255, 0, 0);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(mobilenet.File(name))!);
        image.SavePng(mobilenet.File(name));
    }

    [Fact]
    public void Objects_are_printed_with_score_label_and_place()
    {
        SaveImage("one.png");
        SaveImage("none.png", isRed: false);
        var result = mobilenet.Run("detect", "one.png", "none.png", "--model", "colors.safetensors");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(
            ["one.png", "  100.0 %  red  left 32, top 16, right 64, bottom 32", "none.png", "  nothing found"],
            result.Output.TrimEnd().Split('\n').Select(line => line.TrimEnd('\r')));
    }

    [Fact]
    public void The_JSON_has_boxes_in_pixels_and_the_failures_beside_them()
    {
        SaveImage("one.png");
        var result = mobilenet.Run("detect", "one.png", "nowhere.png", "--model", "colors.safetensors", "--json");
        Assert.Equal(1, result.ExitCode);
        using var document = JsonDocument.Parse(result.Output);
        var image = Assert.Single(document.RootElement.GetProperty("results").EnumerateArray());
        Assert.Equal(("one.png", 128, 64), (image.GetProperty("path").GetString(), image.GetProperty("width").GetInt32(), image.GetProperty("height").GetInt32()));
        var found = Assert.Single(image.GetProperty("detections").EnumerateArray());
        Assert.Equal((0, "red"), (found.GetProperty("index").GetInt32(), found.GetProperty("label").GetString()));
        Assert.Equal([32, 16, 64, 32], found.GetProperty("box").EnumerateArray().Select(edge => edge.GetDouble()));
        Assert.Equal("nowhere.png", Assert.Single(document.RootElement.GetProperty("failures").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public void Drawn_images_are_written_beside_each_other_whatever_their_folders()
    {
        SaveImage("a/photo.png");
        SaveImage("b/photo.png");
        var result = mobilenet.Run("detect", "a", "b", "--model", "colors.safetensors", "--out", "über drawn");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        foreach (var name in new[] { "photo.png", "photo-2.png" })
        {
            var drawn = RgbImage.Load(mobilenet.File(Path.Combine("über drawn", name)));
            Assert.Equal((128, 64), (drawn.Width, drawn.Height));
            Assert.False(drawn.Pixels.SequenceEqual(RgbImage.Load(mobilenet.File("a/photo.png")).Pixels));
        }
    }

    [Fact]
    public void An_image_is_never_drawn_over_itself()
    {
        SaveImage("a/photo.png");
        var before = File.ReadAllBytes(mobilenet.File("a/photo.png"));
        var result = mobilenet.Run("detect", "a/photo.png", "--model", "colors.safetensors", "--out", "a");
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("another folder", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(mobilenet.File("a/photo.png")));
    }

    [Theory]
    [InlineData("--threshold", "1.5", "--threshold must be a number from 0 to 1, not '1.5'.")]
    [InlineData("--threshold", "0,5", "--threshold must be a number from 0 to 1, not '0,5'.")]
    [InlineData("--tiles", "2", "--tiles must be rows and columns from 1 to 16, such as 2x3, not '2'.")]
    [InlineData("--suppression", "soft", "--suppression must be per-class or best-class, not 'soft'.")]
    public void A_wrong_value_is_named(string option, string value, string line)
    {
        SaveImage("one.png");
        var result = mobilenet.Run("detect", "one.png", "--model", "colors.safetensors", option, value);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(line, result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classifier_is_refused_and_a_model_is_needed()
    {
        SaveImage("one.png");
        SmallModel.Save(mobilenet.File("small.safetensors"));
        var result = mobilenet.Run("detect", "one.png", "--model", "small.safetensors");
        Assert.Equal(1, result.ExitCode);
        Assert.Equal("mobilenet: small.safetensors: The model is for classification, not for detection.", Assert.Single(result.ErrorLines));
        Assert.Equal(2, mobilenet.Run("detect", "one.png").ExitCode);
    }
}
