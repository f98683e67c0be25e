using System.Globalization;
using System.Text.Json;

namespace MobileNetSharp.Cli.Tests;

/// <summary>Images of 80x40 whose red quarters are cats and whose blue ones are dogs, for a detector that sees just that.</summary>
public sealed class EvalDetectTests : IDisposable
{
    readonly Mobilenet mobilenet = new();

    public EvalDetectTests()
    {
        SmallDetector.Save(mobilenet.File("quadrants.safetensors"));
        SmallDetector.SaveImages(mobilenet.File("pets"));
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_detector_is_evaluated_and_its_saved_results_have_the_same_figures()
    {
        var json = Run("pets", "-m", "quadrants.safetensors", "--save-results", "found.json", "--voc").Json;
        Assert.Equal(("quadrants.safetensors", "fast", 4, 8), (Text(json, "model"), Text(json, "engine"), Count(json, "images"), Count(json, "objects")));
        Assert.All(["ap", "ap50", "ap75", "apSmall", "ar100"], name => Assert.Equal(1, json.GetProperty("figures").GetProperty(name).GetDouble(), 1e-9));
        Assert.Equal(JsonValueKind.Null, json.GetProperty("figures").GetProperty("apLarge").ValueKind);
        Assert.Equal(1, json.GetProperty("voc").GetProperty("meanAPElevenPoints").GetDouble(), 1e-9);
        Assert.Equal((8, 0), (Count(json.GetProperty("errors"), "right"), json.GetProperty("errors").GetProperty("kinds").EnumerateObject().Sum(kind => kind.Value.GetInt32())));
        Assert.Equal([("cat", 4), ("dog", 4)], json.GetProperty("perClass").EnumerateArray().Select(row => (Text(row, "label"), Count(row, "objects"))));
        Assert.Equal("per-class", json.GetProperty("suppression").GetProperty("kind").GetString());
        // The ids are the file's: images from 100 on, the classes 7 and 9.
        using var saved = JsonDocument.Parse(File.ReadAllText(mobilenet.File("found.json")));
        Assert.Equal([100, 101, 102, 103], saved.RootElement.EnumerateArray().Select(row => row.GetProperty("image_id").GetInt32()).Distinct());
        Assert.Equal([7, 9], saved.RootElement.EnumerateArray().Select(row => row.GetProperty("category_id").GetInt32()).Distinct().Order());

        var again = Run("pets/annotations.json", "--results", "found.json").Json;
        Assert.Equal(json.GetProperty("figures").ToString(), again.GetProperty("figures").ToString());
        Assert.Equal(Count(json, "detections"), Count(again, "detections"));
    }

    /// <summary>The boxes of files with suppression come out of the file's operators, and the network's own are decoded by its card.</summary>
    [Fact]
    public void Every_format_finds_the_same_and_says_what_its_input_is()
    {
        var expected = Run("pets", "-m", "quadrants.safetensors").Json;
        foreach (var file in new[] { "raw.onnx", "nms.onnx", "raw.tflite", "nms.tflite", "again.safetensors" })
        {
            var converted = mobilenet.Run("convert", "quadrants.safetensors", file, "--detections", file[..3] == "nms" ? "nms" : "raw");
            Assert.Equal((0, ""), (converted.ExitCode, converted.Error));
            Assert.Equal(!file.EndsWith(".safetensors", StringComparison.Ordinal), converted.Output.Contains("input: whole image to 32x32", StringComparison.Ordinal));
            var found = Run("pets", "-m", file, "--save-results", "found.json").Json;
            Assert.Equal(expected.GetProperty("figures").ToString(), found.GetProperty("figures").ToString());
            Assert.Equal(Count(expected, "detections"), Count(found, "detections"));
        }
    }

    [Fact]
    public void The_text_has_the_figures_the_errors_and_the_classes_and_the_report_its_pictures()
    {
        File.WriteAllText(mobilenet.File("found.json"), $"[{Found(100, 7, "[0,0,40,20]", 0.9)},{Found(101, 9, "[40,0,40,20]", 0.8)}]");
        var result = mobilenet.Run("eval", "detect", "pets", "--results", "found.json", "--report", "report.html", "--voc");
        Assert.Equal((0, "mobilenet: 2 of 4 images with objects have no detection in the file, so that their objects count as missed; choose the images that were shown with --split."), (result.ExitCode, Assert.Single(result.ErrorLines)));
        Assert.Matches(@"AP, IoU 0.50 to 0.95 +\d+\.\d % +\d+\.\d % +- +-\n", result.Output);
        Assert.Matches(@"errors, score from 0.3\n +wrong box +0\n +wrong class +1\n(.*\n){3} +missed +6\n", result.Output);
        Assert.Matches(@"cat +4 +\d+\.\d %", result.Output);
        Assert.All(result.Output.Split('\n'), line => Assert.True(line.Length <= 100, line));
        var page = File.ReadAllText(mobilenet.File("report.html"));
        Assert.Contains("<h1>found.json on pets</h1>", page);
        Assert.Equal(4, System.Text.RegularExpressions.Regex.Count(page, "<img alt="));
    }

    [Fact]
    public void The_suppression_and_the_threshold_of_errors_can_be_chosen()
    {
        var usual = Run("pets", "-m", "quadrants.safetensors").Json;
        var chosen = Run("pets", "-m", "quadrants.safetensors", "--suppression", "best-class", "--iou-threshold", "0.5", "--score-threshold", "0.9", "--threshold", "0.9995", "--interpolation", "nearest").Json;
        Assert.Equal("""{"kind":"best-class","iouThreshold":0.5,"scoreThreshold":0.9,"maximumDetections":100}""", JsonSerializer.Serialize(chosen.GetProperty("suppression")));
        Assert.True(Count(chosen, "detections") < Count(usual, "detections"));
        Assert.Equal((8, 8), (Count(chosen, "detections"), Count(chosen.GetProperty("errors").GetProperty("kinds"), "missed")));
    }

    [Fact]
    public void A_class_that_the_model_lacks_is_named_before_its_zeros()
    {
        SmallDetector.WriteCoco(mobilenet.File("pets/annotations.json"), ["cat", "hound"]);
        var result = mobilenet.Run("eval", "detect", "pets", "-m", "quadrants.safetensors", "--json");
        Assert.Equal("mobilenet: the model cannot find 'hound': none of its labels is this class.", Assert.Single(result.ErrorLines));
        Assert.Equal(0.5, result.Json.GetProperty("figures").GetProperty("ap").GetDouble(), 1e-9);
        File.WriteAllText(mobilenet.File("map.txt"), "hound = dog\n");
        Assert.Equal(1, Run("pets", "-m", "quadrants.safetensors", "--label-map", "map.txt").Json.GetProperty("figures").GetProperty("ap").GetDouble(), 1e-9);

        SmallDetector.WriteCoco(mobilenet.File("pets/annotations.json"), ["lion", "hound"]);
        var refused = mobilenet.Run("eval", "detect", "pets", "-m", "quadrants.safetensors");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.Equal(
            "mobilenet: None of the data set's classes ('lion', 'hound') is one of the model's 2 labels ('cat', 'dog'). Match them with --label-map FILE, lines 'dataset class = model label or index'.",
            Assert.Single(refused.ErrorLines));
        Assert.Equal(1, Run("pets", "-m", "quadrants.safetensors", "--class-agnostic").Json.GetProperty("figures").GetProperty("ap").GetDouble(), 1e-9);
    }

    /// <summary>COCO's own program counts every object of its file: training leaves out what is smaller than a square pixel, an evaluation does not.</summary>
    [Fact]
    public void Objects_smaller_than_a_pixel_or_beyond_the_image_count_as_in_COCOs_own_program()
    {
        File.WriteAllText(mobilenet.File("pets/annotations.json"), """
            {"images":[{"id":1,"file_name":"0.png","width":80,"height":40}],"categories":[{"id":7,"name":"cat"}],"annotations":[
            {"id":1,"image_id":1,"category_id":7,"bbox":[10,10,0.5,0.5],"area":0.25,"iscrowd":0},{"id":2,"image_id":1,"category_id":7,"bbox":[60,10,40,20],"area":800,"iscrowd":0},{"id":3,"image_id":1,"category_id":7,"bbox":[5,5,0,9],"area":0,"iscrowd":0}]}
            """);
        File.WriteAllText(mobilenet.File("found.json"), $"[{Found(1, 7, "[10,10,0.5,0.5]", 0.9)},{Found(1, 7, "[60,10,40,20]", 0.8)}]");
        var json = Run("pets", "--results", "found.json", "--quiet").Json;
        Assert.Equal(3, Count(json, "objects"));
        Assert.Equal(2.0 / 3, json.GetProperty("figures").GetProperty("ar100").GetDouble(), 1e-9);
        // 67 of 101 points of recall.
        Assert.Equal(67.0 / 101, json.GetProperty("figures").GetProperty("ap").GetDouble(), 1e-9);
    }

    [Fact]
    public void Results_that_number_classes_or_images_otherwise_are_explained()
    {
        File.WriteAllText(mobilenet.File("found.json"), $"[{Found(100, 0, "[0,0,40,20]", 0.9)},{Found(101, 1, "[0,0,40,20]", 0.8)}]");
        var zeros = mobilenet.Run("eval", "detect", "pets", "--results", "found.json", "--json");
        Assert.Equal(0, zeros.ExitCode);
        Assert.Equal(0, zeros.Json.GetProperty("figures").GetProperty("ap").GetDouble());
        Assert.Contains("no detection is of a class of the data set, so that all figures are 0: the file has the category ids 0, 1, the data set 7 'cat', 9 'dog'.", zeros.ErrorLines[0]);
        Assert.Equal(2, zeros.ErrorLines.Length);

        File.WriteAllText(mobilenet.File("found.json"), $"[{Found(1, 7, "[0,0,40,20]", 0.9)}]");
        var refused = mobilenet.Run("eval", "detect", "pets", "--results", "found.json");
        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("mobilenet: found.json: detection 1 is in the image with the id 1, which the data set does not have", Assert.Single(refused.ErrorLines));

        File.WriteAllText(mobilenet.File("found.json"), "[]");
        var nothing = mobilenet.Run("eval", "detect", "pets", "--results", "found.json", "--json");
        Assert.Equal((0, 8), (nothing.ExitCode, Count(nothing.Json.GetProperty("errors").GetProperty("kinds"), "missed")));
        Assert.Contains("nothing was detected in any of the 4 images", nothing.Error);
    }

    [Fact]
    public void Boxes_in_the_wrong_places_are_named_beside_the_figures_with_what_to_type()
    {
        Directory.CreateDirectory(mobilenet.File("turned"));
        File.Copy(TestKit.Repository.Path("test/data/golden/images/orientation_6.jpg"), mobilenet.File("turned/a.jpg"));
        File.WriteAllText(mobilenet.File("turned/all.json"), """
            {"images":[{"id":1,"file_name":"a.jpg","width":31,"height":23}],"categories":[{"id":1,"name":"cat"}],"annotations":[{"id":1,"image_id":1,"category_id":1,"bbox":[2,2,20,10]}]}
            """);
        var result = mobilenet.Run("eval", "detect", "turned", "-m", "quadrants.safetensors", "--json");
        Assert.Equal(0, result.ExitCode);
        var note = Assert.Single(result.Json.GetProperty("notes").EnumerateArray(), note => note.GetString()!.StartsWith("the figures are not those of the model: 1 image whose annotated size", StringComparison.Ordinal));
        Assert.EndsWith("(--raw-pixels)", note.GetString());
        Assert.Contains($"mobilenet: {note.GetString()}", result.ErrorLines);
        Assert.DoesNotContain("the figures are not", mobilenet.Run("eval", "detect", "turned", "-m", "quadrants.safetensors", "--raw-pixels").Error);
    }

    /// <summary>A note about some classes does not hide why there is nothing of the others.</summary>
    [Fact]
    public void Every_reason_for_zeros_is_told()
    {
        SmallDetector.WriteCoco(mobilenet.File("pets/annotations.json"), ["cat", "hound"]);
        var result = mobilenet.Run("eval", "detect", "pets", "-m", "quadrants.safetensors", "--score-threshold", "1", "--json");
        Assert.Equal(
            ["mobilenet: the model cannot find 'hound': none of its labels is this class.", "mobilenet: nothing was detected in any of the 4 images, so that all figures are 0."], result.ErrorLines);
    }

    /// <summary>In YOLO's folder and in COCO's file that it is converted to, a class has one number.</summary>
    [Fact]
    public void Results_on_a_data_set_are_results_on_its_conversion()
    {
        Assert.Equal(0, mobilenet.Run("data", "convert", "pets", "yolo", "--to", "yolo").ExitCode);
        Assert.Equal(1, Ap(Run("yolo", "-m", "quadrants.safetensors", "--save-results", "found.json")), 1e-9);
        using var saved = JsonDocument.Parse(File.ReadAllText(mobilenet.File("found.json")));
        Assert.Equal([1, 2], saved.RootElement.EnumerateArray().Select(row => row.GetProperty("category_id").GetInt32()).Distinct().Order());
        Assert.Equal(0, mobilenet.Run("data", "convert", "yolo", "coco", "--to", "coco").ExitCode);
        Assert.Equal(1, Ap(Run("coco", "--results", "found.json")), 1e-9);
        Assert.Equal(1, Ap(Run("yolo", "--results", "found.json")), 1e-9);

        static double Ap(CommandResult result) => result.Json.GetProperty("figures").GetProperty("ap").GetDouble();
    }

    [Fact]
    public void Results_cannot_be_saved_for_a_file_with_texts_as_ids()
    {
        var path = mobilenet.File("pets/annotations.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"id\":100,", "\"id\":\"first\",", StringComparison.Ordinal).Replace("\"image_id\":100,", "\"image_id\":\"first\",", StringComparison.Ordinal));
        var result = mobilenet.Run("eval", "detect", "pets", "-m", "quadrants.safetensors", "--save-results", "found.json");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Equal("mobilenet: annotations.json: images or classes have texts as ids, which --save-results cannot write; number them with 'mobilenet data convert DATA OUT --to coco'.", Assert.Single(result.ErrorLines));
        Assert.False(File.Exists(mobilenet.File("found.json")));
    }

    /// <summary>COCO's own program takes an object with the id 0 for missed. Ours evaluates results without the pictures too.</summary>
    [Fact]
    public void Neither_the_id_0_nor_missing_pictures_make_a_hit_a_miss()
    {
        Directory.Delete(mobilenet.File("pets"), recursive: true);
        Directory.CreateDirectory(mobilenet.File("elsewhere"));
        SmallDetector.WriteCoco(mobilenet.File("elsewhere/annotations.json"), ["cat", "dog"]);
        Assert.Contains("\"id\":0,", File.ReadAllText(mobilenet.File("elsewhere/annotations.json")));
        File.WriteAllText(mobilenet.File("found.json"), $"[{string.Join(',', Enumerable.Range(0, 4).SelectMany(i => SmallDetector.Quarters(i).Select((quarter, c) => Found(100 + i, 7 + (2 * c), SmallDetector.Bbox(quarter), 0.9))))}]");
        var result = mobilenet.Run("eval", "detect", "elsewhere/annotations.json", "--results", "found.json", "--json");
        Assert.Equal(1, result.Json.GetProperty("figures").GetProperty("ap").GetDouble(), 1e-9);
        Assert.StartsWith("mobilenet: 4 images annotated, but not found, such as 0.png (in annotations.json). Copy the images", Assert.Single(result.ErrorLines));
        Assert.EndsWith("(--images DIR)", result.ErrorLines[0]);
        Assert.Equal(1, mobilenet.Run("eval", "detect", "elsewhere/annotations.json", "-m", "quadrants.safetensors").ExitCode);
    }

    [Fact]
    public void A_picture_outside_the_data_set_is_not_drawn()
    {
        var annotations = mobilenet.File("pets/annotations.json");
        Directory.CreateDirectory(mobilenet.File("private"));
        File.Move(mobilenet.File("pets/0.png"), mobilenet.File("private/secret.png"));
        File.WriteAllText(annotations, File.ReadAllText(annotations).Replace("\"0.png\"", "\"../private/secret.png\"", StringComparison.Ordinal));
        File.WriteAllText(mobilenet.File("found.json"), "[]");
        var result = mobilenet.Run("eval", "detect", "pets", "--results", "found.json", "--report", "report.html");
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(3, System.Text.RegularExpressions.Regex.Count(File.ReadAllText(mobilenet.File("report.html")), "<img alt="));
    }

    [Fact]
    public void A_broken_image_is_told_and_the_others_are_evaluated()
    {
        File.WriteAllText(mobilenet.File("pets/1.png"), "no image");
        var result = mobilenet.Run("eval", "detect", "pets", "-m", "quadrants.safetensors", "--json", "-q");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("mobilenet: 1.png: ", Assert.Single(result.ErrorLines));
        Assert.Equal((3, "1.png"), (Count(result.Json, "images"), Text(Assert.Single(result.Json.GetProperty("failures").EnumerateArray()), "path")));
    }

    [Theory]
    [InlineData("--model MODEL or --results FILE is missing", "pets")]
    [InlineData("--model and --results exclude each other", "pets", "-m", "quadrants.safetensors", "--results", "found.json")]
    [InlineData("--iou-threshold requires --model", "pets", "--results", "found.json", "--iou-threshold", "0.5")]
    [InlineData("--device requires --engine torch", "pets", "-m", "quadrants.safetensors", "--device", "cpu")]
    [InlineData("--score-threshold must be a number from 0 to 1, not '30'", "pets", "-m", "quadrants.safetensors", "--score-threshold", "30")]
    [InlineData("--save-results: 'found.txt' must end with .json", "pets", "-m", "quadrants.safetensors", "--save-results", "found.txt")]
    public void Wrong_usage_is_told_in_a_line(string expected, params string[] args)
    {
        var result = mobilenet.Run(["eval", "detect", .. args]);
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains(expected, result.ErrorLines[0]);
    }

    CommandResult Run(params string[] args)
    {
        var result = mobilenet.Run(["eval", "detect", .. args, "--json"]);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        return result;
    }

    static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();

    static int Count(JsonElement json, string name) => json.GetProperty(name).GetInt32();

    static string Found(int image, int category, string bbox, double score) =>
        string.Create(CultureInfo.InvariantCulture, $"{{\"image_id\":{image},\"category_id\":{category},\"bbox\":{bbox},\"score\":{score}}}");
}
