using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;
using MobileNetSharp.Weights;

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

    /// <summary>Whatever the folder is called: a drawing of another image may have the name of a photo that was not read yet.</summary>
    [Theory]
    [InlineData("a/photo.png", "a")]
    [InlineData("a", "a/../a/")]
    [InlineData("a", "link")]
    [InlineData("linked.png", "a")]
    public void Drawn_images_are_not_written_among_the_images(string input, string output)
    {
        SaveImage("a/photo.png");
        Directory.CreateSymbolicLink(mobilenet.File("link"), mobilenet.File("a"));
        File.CreateSymbolicLink(mobilenet.File("linked.png"), mobilenet.File("a/photo.png"));
        var before = File.ReadAllBytes(mobilenet.File("a/photo.png"));
        var result = mobilenet.Run("detect", input, "--model", "colors.safetensors", "--out", output);
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("give another one", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(mobilenet.File("a/photo.png")));
        Assert.Single(Directory.GetFiles(mobilenet.File("a")));
    }

    [Fact]
    public void A_network_that_gives_no_numbers_is_reported_and_never_means_that_nothing_is_there()
    {
        SaveImage("one.png");
        using (var model = ColorDetector.Create())
        {
            var weights = model.Weights.ToDictionary(entry => entry.Key, entry => entry.Value);
            weights["classes.conv.bias"] = Weights.Tensor.FromFloats([2], [float.NaN, 0]);
            ModelFile.Save(new Model(model.Graph, new Weights.WeightSet(weights), model.Card), mobilenet.File("nan.safetensors"));
        }

        Assert.Contains("--allow-non-finite-weights", mobilenet.Run("detect", "one.png", "--model", "nan.safetensors").Error, StringComparison.Ordinal);
        var result = mobilenet.Run("detect", "one.png", "--model", "nan.safetensors", "--allow-non-finite-weights");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.StartsWith("mobilenet: one.png: the network's output is not finite: a number of 'classes' is NaN", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_threshold_below_that_of_the_model_counts()
    {
        SaveImage("one.png");
        using (var model = ColorDetector.Create())
            ModelFile.Save(model.WithCard(model.Card with { BoxDecoding = model.Card.BoxDecoding! with { Suppression = new() { ScoreThreshold = 0.99999999 } } }), mobilenet.File("shy.safetensors"));
        Assert.Contains("red", mobilenet.Run("detect", "one.png", "--model", "shy.safetensors", "--threshold", "0.5").Output, StringComparison.Ordinal);
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

    /// <summary>Users want either: one box for each object, or all classes that it may be.</summary>
    [Fact]
    public void Two_classes_on_one_object_are_both_found_or_only_the_better_one_as_the_model_says_or_the_user_does()
    {
        foreach (var kind in new[] { SuppressionKind.PerClass, SuppressionKind.BestClass })
        {
            using var quadrants = QuadrantDetector.Create();
            // Red is a cat, and nearly as much a dog.
            var weights = quadrants.Weights.ToDictionary(StringComparer.Ordinal);
            weights["classes.conv.weight"] = Tensor.FromFloats([3, 3, 1, 1], [0, 0, 0, 0.05f, 0, -0.05f, 0.04f, 0, -0.05f]);
            var decoding = (SsdDecoding)quadrants.Card.BoxDecoding!;
            using var model = new Model(quadrants.Graph, new WeightSet(weights), quadrants.Card with { BoxDecoding = decoding with { Suppression = decoding.Suppression with { Kind = kind } } });
            ModelFile.Save(model, mobilenet.File($"{kind}.safetensors"));
        }

        SmallDetector.SaveImages(mobilenet.File("pets"));
        Assert.Equal(["cat", "dog"], Labels("PerClass"));
        Assert.Equal(["cat"], Labels("BestClass"));
        Assert.Equal(["cat"], Labels("PerClass", "--suppression", "best-class"));
        Assert.Equal(["cat", "dog"], Labels("BestClass", "--suppression", "per-class"));
        // An evaluation is per class with up to 100 detections, whatever the model says.
        var evaluated = mobilenet.Run("eval", "detect", "pets", "-m", "BestClass.safetensors", "--json").Json.GetProperty("suppression");
        Assert.Equal(("per-class", 100), (evaluated.GetProperty("kind").GetString(), evaluated.GetProperty("maximumDetections").GetInt32()));

        string?[] Labels(string model, params string[] options) =>
            [.. mobilenet.Run(["detect", "pets/0.png", "-m", $"{model}.safetensors", "--json", .. options]).Json.GetProperty("results")[0].GetProperty("detections").EnumerateArray().Select(found => found.GetProperty("label").GetString())];
    }
}
