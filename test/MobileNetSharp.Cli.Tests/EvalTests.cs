using MobileNetSharp.Datasets;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Cli.Tests;

public sealed class EvalTests : IDisposable
{
    static readonly string[] Classes = ["ant", "bee", "Moose"];

    readonly Mobilenet mobilenet = new();
    readonly string model;

    public EvalTests()
    {
        model = SmallModel.Save(mobilenet.File("small.safetensors"));
        foreach (var (label, name) in Classes.Index())
        {
            Directory.CreateDirectory(mobilenet.File($"photos/{name}"));
            for (var i = 0; i < 4; i++)
                SmallModel.SaveImage(mobilenet.File($"photos/{name}/{i}.png"), (4 * label) + i);
        }
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void The_figures_are_those_of_classify_on_the_same_images()
    {
        var eval = Eval("photos").Json;
        var (right, five) = (0, 0);
        foreach (var (name, index) in Classes.Zip([0, 1, 4]))
        {
            foreach (var image in mobilenet.Run("classify", $"photos/{name}", "--model", model, "--json").Json.GetProperty("results").EnumerateArray())
            {
                var top = image.GetProperty("top").EnumerateArray().Select(score => score.GetProperty("index").GetInt32()).ToArray();
                right += top[0] == index ? 1 : 0;
                five += top.Contains(index) ? 1 : 0;
            }
        }

        Assert.InRange(five, 1, 11); // or the comparison would show nothing
        Assert.Equal(12, eval.GetProperty("images").GetInt32());
        Assert.Equal(right / 12.0, eval.GetProperty("top1").GetDouble(), 1e-9);
        Assert.Equal(five / 12.0, eval.GetProperty("top5").GetDouble(), 1e-9);
        Assert.Equal(
            ["ant", "bee", "elk, moose"],
            eval.GetProperty("perClass").EnumerateArray().Select(row => row.GetProperty("label").GetString()));
        Assert.Equal(12 - right, eval.GetProperty("confusions").EnumerateArray().Sum(pair => pair.GetProperty("images").GetInt32()));
    }

    [Fact]
    public void The_text_shows_figures_and_classes()
    {
        var result = mobilenet.Run("eval", "classify", "photos", "--model", model);
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Matches(@"top-1 accuracy +\d+\.\d % of 12 images\n +top-5 accuracy +\d", result.Output);
        Assert.Matches(@"elk, moose +[|│]? +4", result.Output);
    }

    [Theory]
    [InlineData("reference")]
    [InlineData("torch")]
    public void A_second_engine_is_compared(string engine)
    {
        var comparison = Eval("photos", "--compare", engine).Json.GetProperty("comparison");
        Assert.Equal(engine, comparison.GetProperty("engine").GetString());
        Assert.Equal(12, comparison.GetProperty("sameTop1").GetInt32());
        Assert.InRange(comparison.GetProperty("largestDifference").GetDouble(), 0, 1e-4);
        Assert.Contains($"12 of 12 agree with {engine}", mobilenet.Run("eval", "classify", "photos", "--model", model, "--compare", engine).Output);
    }

    [Fact]
    public void Validation_images_are_taken_where_there_are_some()
    {
        foreach (var (split, seed) in new[] { ("train", 1), ("val", 5) })
        {
            Directory.CreateDirectory(mobilenet.File($"split/{split}/ant"));
            SmallModel.SaveImage(mobilenet.File($"split/{split}/ant/1.png"), seed);
        }

        SmallModel.SaveImage(mobilenet.File("split/train/ant/2.png"), 9);
        Assert.Equal((1, "val"), Images());
        Assert.Equal((2, "train"), Images("--split", "train"));
        Assert.Equal((3, null), Images("--split", "all"));
        var result = mobilenet.Run("eval", "classify", "split", "--model", model, "--split", "test");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("split: has no images for 'test'", Assert.Single(result.ErrorLines));

        (int, string?) Images(params string[] options)
        {
            var json = Eval(["split", .. options]).Json;
            return (json.GetProperty("images").GetInt32(), json.TryGetProperty("split", out var split) ? split.GetString() : null);
        }
    }

    [Fact]
    public void The_images_that_a_run_was_validated_with_are_taken_from_its_split()
    {
        var splits = DatasetSplits.Create(ClassificationDataset.Open(mobilenet.File("photos")), validationFraction: 0.25, seed: 3);
        File.WriteAllText(mobilenet.File("split.json"), splits.ToJson());
        var json = Eval("photos", "--split", "split.json").Json;
        Assert.Equal((3, "split.json"), (json.GetProperty("images").GetInt32(), json.GetProperty("split").GetString()));
        var names = Enumerable.Range(0, 3).Select(splits.Validation.NameOf).ToArray();
        File.WriteAllLines(mobilenet.File("same.csv"), names.Select(name => $"photos/{name},{name.Split('/')[0]}"));
        Assert.Equal(Eval("same.csv").Json.GetProperty("meanNegativeLogLikelihood").GetDouble(), json.GetProperty("meanNegativeLogLikelihood").GetDouble(), 1e-9);

        File.Delete(mobilenet.File($"photos/{names[0]}"));
        Refused("split.json", $"split.json: {names[0]}: is in the recorded split, but no longer in the data set");
        Refused("none.json", "none.json: no such file");
        File.WriteAllText(mobilenet.File("other.json"), "[]");
        Refused("other.json", "other.json: the split cannot be read");

        void Refused(string file, string expected)
        {
            var result = mobilenet.Run("eval", "classify", "photos", "--model", model, "--split", file);
            Assert.Equal((1, ""), (result.ExitCode, result.Output));
            Assert.Contains(expected, Assert.Single(result.ErrorLines));
        }
    }

    [Fact]
    public void Images_that_the_model_was_trained_on_are_counted_in_a_note_where_its_run_lies_beside_it()
    {
        var splits = DatasetSplits.Create(ClassificationDataset.Open(mobilenet.File("photos")), validationFraction: 0.25, seed: 3);
        Directory.CreateDirectory(mobilenet.File("runs/photos/checkpoints"));
        File.WriteAllText(mobilenet.File("runs/photos/split.json"), splits.ToJson());
        File.WriteAllText(mobilenet.File("runs/photos/run.json"), System.Text.Json.JsonSerializer.Serialize(new { data = mobilenet.File("photos") }));
        foreach (var place in new[] { "runs/photos/model.safetensors", "runs/photos/checkpoints/best.safetensors" })
        {
            File.Copy(model, mobilenet.File(place));
            var all = mobilenet.Run("eval", "classify", "photos", "--model", place, "--json");
            Assert.Equal(9, all.Json.GetProperty("trainingImages").GetInt32());
            Assert.Equal(
                $"mobilenet: the model was trained on 9 of these 12 images, so the result says little about new ones; its validation images: --split {Path.Combine("runs", "photos", "split.json")}",
                Assert.Single(all.ErrorLines));
        }

        File.WriteAllText(mobilenet.File("one.csv"), $"photos/{splits.Train.NameOf(0)},{splits.Train.Strata[splits.Train.StratumOf(0)]}\n");
        Assert.Equal(1, mobilenet.Run("eval", "classify", "one.csv", "--model", "runs/photos/model.safetensors", "--json").Json.GetProperty("trainingImages").GetInt32());
        var validation = mobilenet.Run("eval", "classify", "photos", "--model", "runs/photos/model.safetensors", "--split", "runs/photos/split.json", "--json");
        Assert.Equal((0, ""), (validation.Json.GetProperty("trainingImages").GetInt32(), validation.Error));
        Assert.False(Eval("photos").Json.TryGetProperty("trainingImages", out _));
        File.WriteAllText(mobilenet.File("runs/photos/run.json"), "[]");
        Assert.False(mobilenet.Run("eval", "classify", "photos", "--model", "runs/photos/model.safetensors", "--json").Json.TryGetProperty("trainingImages", out _));
    }

    [Fact]
    public void Torch_is_told_its_device()
    {
        var result = mobilenet.Run("eval", "classify", "photos", "--model", model, "--engine", "torch", "--device", "tpu");
        Assert.Equal((2, ""), (result.ExitCode, result.Output));
        Assert.Contains("--device must be cpu, cuda or cuda:n, not 'tpu'", result.Error);
    }

    [Theory]
    [InlineData("5000")]
    [InlineData("7", "GOMP_SPINCOUNT", "7")]
    [InlineData("30000000000", "OMP_WAIT_POLICY", "ACTIVE")]
    public void A_waiting_thread_of_libtorch_soon_sleeps_unless_the_user_says_otherwise(string spins, params string[] variable)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "libtorch has GNU's OpenMP on Linux only");
        mobilenet.Environment["OMP_DISPLAY_ENV"] = "VERBOSE";
        if (variable is [var name, var value])
            mobilenet.Environment[name] = value;
        var result = mobilenet.Run("eval", "classify", "photos", "--model", model, "--engine", "torch");
        Assert.Equal(0, result.ExitCode);
        Assert.Contains($"GOMP_SPINCOUNT = '{spins}'", result.Error);
    }

    [Fact]
    public void Classes_that_the_model_does_not_know_are_listed_and_a_map_helps()
    {
        Directory.Move(mobilenet.File("photos/bee"), mobilenet.File("photos/wasp"));
        var result = mobilenet.Run("eval", "classify", "photos", "--model", model);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("1 of 3 classes of the dataset are not one of the model's 7 labels: 'wasp'", Assert.Single(result.ErrorLines));
        Assert.EndsWith("Match them with --label-map FILE, lines 'dataset class = model label or index'.", result.ErrorLines[0]);
        File.WriteAllText(mobilenet.File("map.txt"), "wasp = bee\n");
        Assert.Equal(12, Eval("photos", "--label-map", "map.txt").Json.GetProperty("images").GetInt32());
    }

    [Fact]
    public void A_broken_image_is_told_and_the_others_are_evaluated()
    {
        File.WriteAllText(mobilenet.File("photos/bee/0.png"), "no image");
        var result = mobilenet.Run("eval", "classify", "photos", "--model", model, "--json");
        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("mobilenet: bee/0.png: ", Assert.Single(result.ErrorLines));
        Assert.Equal(11, result.Json.GetProperty("images").GetInt32());
        Assert.Equal("bee/0.png", Assert.Single(result.Json.GetProperty("failures").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public void A_report_is_written_whose_folder_is_looked_for_before_the_work()
    {
        Eval("photos", "--report", "report.html");
        var page = File.ReadAllText(mobilenet.File("report.html"));
        Assert.Contains("<h1>small.safetensors on photos</h1>", page);
        Assert.Contains("Confusion matrix", page);
        Assert.Contains("data:image/jpeg;base64,", page);
        var result = mobilenet.Run("eval", "classify", "photos", "--model", "none", "--report", "none/report.html");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("none/report.html: cannot be written: no such folder", Assert.Single(result.ErrorLines));
    }

    /// <summary>The verification data's figures for the float MobileNetV2: 111 and 123 of 125 images.</summary>
    [Fact]
    public void The_published_network_gives_the_expected_figures()
    {
        var images = SharedData.Path("images/imagenet125");
        File.WriteAllLines(mobilenet.File("imagenet.csv"), Directory.EnumerateFiles(images).Select(file => $"{file},{Path.GetFileNameWithoutExtension(file)}"));
        var result = mobilenet.Run("eval", "classify", "imagenet.csv", "--model", SharedData.Path("models/mobilenet_v2_1.0_224_float.onnx"), "--json");
        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(125, result.Json.GetProperty("images").GetInt32());
        Assert.InRange(125 * result.Json.GetProperty("top1").GetDouble(), 109.5, 112.5);
        Assert.InRange(125 * result.Json.GetProperty("top5").GetDouble(), 121.5, 124.5);
    }

    CommandResult Eval(params string[] args)
    {
        var result = mobilenet.Run(["eval", "classify", .. args, "--model", model, "--json"]);
        Assert.True(result.ExitCode == 0, result.Error);
        return result;
    }
}
