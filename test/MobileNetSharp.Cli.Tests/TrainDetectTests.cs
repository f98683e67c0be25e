using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Cli.Tests;

/// <summary><c>mobilenet train detect</c> as a user meets it: from annotated images to a model that <c>detect</c> takes.</summary>
public sealed class TrainDetectTests : IDisposable
{
    /// <summary>Two epochs of two steps, of a network that takes a moment.</summary>
    static readonly string[] Small = ["--recipe", "finetune-detect", "--model", "classifier.safetensors", "--threads", "1", "--epochs", "2", "--batch-size", "4"];

    readonly Mobilenet mobilenet = new();

    public TrainDetectTests()
    {
        // Ten images in the form of YOLO: a bright square each, of one of two classes.
        Directory.CreateDirectory(mobilenet.File("photos/images"));
        Directory.CreateDirectory(mobilenet.File("photos/labels"));
        for (var i = 0; i < 10; i++)
        {
            var image = new RgbImage(64, 64);
            for (var y = 16; y < 48; y++)
                image.Row(y)[(3 * 16)..(3 * 48)].Fill((byte)(100 + (100 * (i % 2))));
            image.SavePng(mobilenet.File($"photos/images/{i}.png"));
            File.WriteAllText(mobilenet.File($"photos/labels/{i}.txt"), $"{i % 2} 0.5 0.5 0.5 0.5\n");
        }

        File.WriteAllText(mobilenet.File("photos/data.yaml"), "train: images\nnc: 2\nnames: [dark, bright]\n");
        var graph = MobileNetV2.Build(new() { WidthMultiplier = 0.1, Resolution = 64, Classes = 3 });
        using var classifier = new Model(graph, Initializer.TorchVision(graph, 1), ModelCard.Empty with
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["a", "b", "c"],
            Preprocessing = Preprocessing.TensorFlow,
        });
        ModelFile.Save(classifier, mobilenet.File("classifier.safetensors"));
    }

    public void Dispose() => mobilenet.Dispose();

    [Fact]
    public void A_folder_of_images_with_boxes_becomes_a_detector()
    {
        var trained = mobilenet.Run(["train", "detect", "photos", "--out", "run", "--export", "onnx,tflite,onnx-nms,tflite-nms", .. Small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("8 images with 8 objects of 2 classes, 2 for validation", trained.Error);
        Assert.Matches(@"\d+ of \d+ layers have the weights of mobilenet_v2_0\.1_64; new: ssd\.extra0\.reduce\.conv", trained.Error);
        Assert.Matches(@"best: epoch \d \(highest AP \d+\.\d %\), AP \d", trained.Output);
        foreach (var file in new[] { "model.onnx", "model.tflite", "model-nms.onnx", "model-nms.tflite" })
            Assert.Matches($@"run/{file}: .* MB; AP (\d+\.\d %) before, \1 after; agrees with the model on 2 of 2 validation\s+images", trained.Output);
        Assert.Contains("input: whole image to 64x64", trained.Output);
        Assert.Contains("Next: mobilenet detect IMAGE --model run", trained.Error);
        using (var model = ModelFile.Load(mobilenet.File("run/model.safetensors")))
            Assert.Equal(["dark", "bright"], model.Card.Labels);
        Assert.Equal(0, mobilenet.Run("detect", "photos/images/0.png", "--model", "run", "--json").ExitCode);

        var resumed = mobilenet.Run("train", "detect", "--resume", "run", "--json", "--threads", "1");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal((2, 2), (resumed.Json.GetProperty("epochs").GetInt32(), resumed.Json.GetProperty("images").GetInt32()));
        Assert.True(resumed.Json.GetProperty("figures").TryGetProperty("ap50", out _));

        var other = mobilenet.Run("train", "classify", "--resume", "run");
        Assert.Equal(1, other.ExitCode);
        Assert.Contains("resume it with: mobilenet train detect --resume run", other.Error);
        Assert.Contains("Resume it with 'mobilenet train detect --resume run'", mobilenet.Run(["train", "detect", "photos", "--out", "run", .. Small]).Error);
    }

    /// <summary>How annotations are read belongs to the run: what contradicts it is refused, what agrees may be said again.</summary>
    [Fact]
    public void A_run_is_resumed_with_the_annotations_read_as_they_were()
    {
        var trained = mobilenet.Run(["train", "detect", "photos", "--raw-pixels", "--format", "yolo", "--out", "run", .. Small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("\"labelsOnRawPixels\": true", File.ReadAllText(mobilenet.File("run/run.json")));
        Assert.Equal(0, mobilenet.Run("train", "detect", "--resume", "run", "--raw-pixels", "--unannotated", "negative", "--threads", "1").ExitCode);
        var other = mobilenet.Run("train", "detect", "--resume", "run", "--format", "voc");
        Assert.Equal((1, "mobilenet: --format voc: the run reads yolo; leave the option out, or begin a new run."), (other.ExitCode, Assert.Single(other.ErrorLines)));

        Assert.Contains("--unannotated skip: the run takes such images as images without objects; leave the option out", mobilenet.Run("train", "detect", "--resume", "run", "--unannotated", "skip").Error);

        Assert.Equal(0, mobilenet.Run(["train", "detect", "photos", "--out", "upright", .. Small]).ExitCode);
        Assert.Contains("--raw-pixels: the run takes its boxes as drawn on upright images", mobilenet.Run("train", "detect", "--resume", "upright", "--raw-pixels").Error);
    }

    /// <summary>Training leaves a box without area out, an evaluation counts it: the recorded images stay the same.</summary>
    [Fact]
    public void A_run_is_evaluated_on_its_own_validation_images_also_where_a_box_was_dropped()
    {
        for (var i = 0; i < 10; i++)
            File.WriteAllText(mobilenet.File($"photos/labels/{i}.txt"), "1 0.5 0.5 0.5 0.5\n" + (i > 5 ? "0 0.5 0.5 0.5 0.5\n" : "0 0.5 0.5 0 0.5\n"));
        var trained = mobilenet.Run(["train", "detect", "photos", "--out", "run", .. Small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("mobilenet: 6 boxes with less than a square pixel; dropped, such as images/0.png (labels/0.txt: line 2: dark (", trained.Error);
        Assert.Contains("Mark the objects again, or delete the boxes.", trained.Error);
        var evaluated = mobilenet.Run("eval", "detect", "photos", "--model", "run", "--split", "run/split.json", "--json");
        Assert.True(evaluated.ExitCode == 0, evaluated.Error);
        Assert.Equal((2, 0), (evaluated.Json.GetProperty("images").GetInt32(), evaluated.Json.GetProperty("trainingImages").GetInt32()));
    }

    [Fact]
    public void Images_without_a_label_file_are_left_out_where_asked()
    {
        File.Delete(mobilenet.File("photos/labels/0.txt"));
        var trained = mobilenet.Run(["train", "detect", "photos", "--unannotated", "skip", "--out", "run", .. Small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("mobilenet: 1 image without annotation, left out: images/0.png. If nothing", trained.Error);
        Assert.Contains("(--unannotated negative)", trained.Error);
        Assert.Equal(9, File.ReadAllText(mobilenet.File("run/split.json")).Split(".png").Length - 1);
    }

    [Fact]
    public void A_detector_learns_from_random_weights()
    {
        string[] network = ["--model", "ssdlite_mobilenet_v2_0.1_64"];
        var refused = mobilenet.Run(["train", "detect", "photos", .. network]);
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("train it from random ones with --recipe from-scratch-detect", Assert.Single(refused.ErrorLines));
        var trained = mobilenet.Run(["train", "detect", "photos", "--recipe", "from-scratch-detect", .. network, "--epochs", "1", "--batch-size", "4", "--threads", "1", "--out", "run"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("every layer has random weights", trained.Error);
    }

    [Fact]
    public void YOLOv2_is_trained_with_anchors_of_the_boxes_which_are_printed()
    {
        var trained = mobilenet.Run(["train", "detect", "photos", "--out", "run", "--export", "onnx", "--set", "detection.head=yoloV2Lite", .. Small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        // Every box is half the image, which has 2 × 2 cells.
        Assert.Contains("anchors in cells: 1 x 1; IoU of 1.00 with the boxes on average", trained.Error);
        Assert.Contains("agrees with the model on 2 of 2 validation images", trained.Output);
        Assert.Equal(0, mobilenet.Run("detect", "photos/images/0.png", "--model", "run").ExitCode);
        Assert.Equal(0, mobilenet.Run("train", "detect", "--resume", "run", "--threads", "1").ExitCode);
    }

    /// <summary>Boxes to validate on are twice as wide as those to learn from, whose anchors they would change.</summary>
    [Fact]
    public void YOLOv2_s_anchors_know_nothing_of_the_images_to_validate_on()
    {
        foreach (var (part, first, width) in new[] { ("train", 0, "0.5"), ("val", 6, "1") })
        {
            Directory.CreateDirectory(mobilenet.File($"parts/images/{part}"));
            Directory.CreateDirectory(mobilenet.File($"parts/labels/{part}"));
            for (var i = first; i < first + 4; i++)
            {
                File.Copy(mobilenet.File($"photos/images/{i}.png"), mobilenet.File($"parts/images/{part}/{i}.png"));
                File.WriteAllText(mobilenet.File($"parts/labels/{part}/{i}.txt"), $"{i % 2} 0.5 0.5 {width} 0.5\n");
            }
        }

        File.WriteAllText(mobilenet.File("parts/data.yaml"), "train: images/train\nval: images/val\nnc: 2\nnames: [dark, bright]\n");
        var trained = mobilenet.Run(["train", "detect", "parts", "--out", "run", "--set", "detection.head=yoloV2", "--set", "detection.yoloV2.anchors=1", .. Small]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("anchors in cells: 1 x 1; IoU of 1.00 with the boxes on average", trained.Error);
        Assert.Contains("trains the head (5 layers)", trained.Error);
    }

    /// <summary>A detector that shows ten boxes becomes one that shows what its report counts, and a line says so.</summary>
    [Fact]
    public void Suppression_of_the_detector_that_is_begun_with_is_replaced_and_named()
    {
        Assert.Equal(0, mobilenet.Run(["train", "detect", "photos", "--out", "first", .. Small]).ExitCode);
        using (var model = ModelFile.Load(mobilenet.File("first/model.safetensors")))
        {
            using var fast = model.WithCard(model.Card with { BoxDecoding = model.Card.BoxDecoding! with { Suppression = new() { Kind = SuppressionKind.BestClass, MaximumDetections = 10 } } });
            ModelFile.Save(fast, mobilenet.File("fast.safetensors"));
        }

        var trained = mobilenet.Run(["train", "detect", "photos", "--out", "run", .. Small.Select(word => word.Replace("classifier", "fast", StringComparison.Ordinal))]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Contains("non-maximum suppression as training measures: PerClass, ", trained.Error);
        using var detector = ModelFile.Load(mobilenet.File("run/model.safetensors"));
        Assert.Equal(new Suppression(), detector.Card.BoxDecoding!.Suppression);
    }

    [Fact]
    public void Options_change_the_recipe_that_is_printed()
    {
        var printed = mobilenet.Run("train", "detect", "--print", "--input-size", "320", "--lr", "0.5").Output;
        Assert.Matches(@"detection\.inputSize +320 ", printed);
        Assert.Matches(@"optimizer\.learningRate +0\.5 ", printed);
        Assert.Contains("--input-size only applies to a new run", mobilenet.Run("train", "detect", "--resume", "run", "--input-size", "320").Error);
        Assert.Contains("the recipe is not for detectors", mobilenet.Run(["train", "detect", "photos", "--model", "classifier.safetensors", "--recipe", "finetune"]).Error);
    }

    [Fact]
    public void Wrong_boxes_are_a_line_each_and_training_starts_without_them()
    {
        File.WriteAllText(mobilenet.File("photos/labels/0.txt"), "0 .5 .5 -.5 .5\n0 .9 .5 .6 .6\n0 1.5 .5 .2 .2\n0 .5 .5 0 .2\n0 nan .5 .2 .2\n7 .5 .5 .5 .5\n0 .5 .5 1.02 .5\n0 .1 .1 .05 .05\n");
        File.WriteAllText(mobilenet.File("photos/labels/1.txt"), "");
        var trained = mobilenet.Run(["train", "detect", "photos", "--out", "run", .. Small, "--json"]);
        Assert.True(trained.ExitCode == 0, trained.Error);
        Assert.Matches(@"8 images( \(1 without objects\))? with", trained.Error);
        Assert.True(double.IsFinite(trained.Json.GetProperty("figures").GetProperty("ap").GetDouble()));
        Assert.All(
            ["with exchanged corners; repaired.", "ending outside the image; clipped.", "outside the image; dropped.", "with less than a square pixel; dropped.", "not finite or far too large; dropped.", "of a class that the data set does not name; dropped.", "(off by one); clipped."],
            line => Assert.Single(trained.ErrorLines, printed => printed.StartsWith("mobilenet: 1 box ", StringComparison.Ordinal) && printed.Contains($"{line.TrimEnd('.')}: images/0.png (labels/0.txt: line ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("2 .5 .5 .5 .5\n", "class numbers of the boxes seem shifted by one", "subtract 1 from the class of every box")]
    [InlineData("", "no image has an object marked", "mark some with boxes")]
    [InlineData("0 .5 .5 .5\n", "labels/0.txt: line 1: 4 numbers; expected the class and four numbers of a box", "")]
    public void Data_from_which_nothing_right_can_be_learned_is_refused_in_a_line_before_there_is_a_run(string labels, string fault, string remedy)
    {
        for (var i = 0; i < 10; i++)
            File.WriteAllText(mobilenet.File($"photos/labels/{i}.txt"), labels.StartsWith('2') && i % 2 == 0 ? labels.Replace('2', '1') : labels);
        var result = mobilenet.Run(["train", "detect", "photos", "--out", "run", .. Small, "--quiet"]);
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains(fault, Assert.Single(result.ErrorLines));
        Assert.Contains(remedy, result.ErrorLines[0]);
        Assert.False(Directory.Exists(mobilenet.File("run")));
    }

    [Fact]
    public void Objects_that_no_anchor_fits_are_a_line_before_training_begins()
    {
        for (var i = 0; i < 10; i++)
            File.WriteAllText(mobilenet.File($"photos/labels/{i}.txt"), $"{i % 2} .5 .5 .5 .5\n{i % 2} .1 .1 .03 .03\n");
        var trained = mobilenet.Run(["train", "detect", "photos", "--out", "run", .. Small]);
        Assert.Contains("50.0 % of the objects are overlapped by half by no anchor at 64x64 (the smallest has 6 pixels, the median object 32) and are hardly learned; a larger --input-size helps", trained.Error);
    }
}
