using System.Text.Json.Nodes;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Vision.Tests.Verification;

/// <summary>Published detectors find what TFLite's own interpreter finds with them. The tolerances are for the colors of JPEG, which its decoder does not interpolate.</summary>
public class DetectorFilesTests
{
    public static TheoryData<string, string?, double, double, double> Files => new()
    {
        { "mobile_object_localizer", "mobile_object_localizer_v1_1_metadata", 0.25, 0.035, 0.95 },
        { "ssd_mobilenetv2_oidv4_fp16", null, 0.3, 0.01, 0.98 },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void A_published_detector_finds_what_TFLite_finds(string expected, string? file, double threshold, double scoreTolerance, double leastIou)
    {
        using var detector = Load($"models/{file ?? expected}.tflite");
        var isPublished = false;
        foreach (var result in Expected(expected)["results"]!.AsArray())
        {
            var found = detector.Detect(SharedData.Path(result!["image"]!.GetValue<string>()), new DetectOptions { Threshold = (float)threshold / 2 });
            foreach (var detection in (result["first15"] ?? result["detections"])!.AsArray().Where(detection => detection!["score"]!.GetValue<double>() >= threshold))
            {
                double[] sides = [.. detection!["boxYxyx"]!.AsArray().Select(side => side!.GetValue<double>())];
                var box = new Box(sides[1] * found.Width, sides[0] * found.Height, sides[3] * found.Width, sides[2] * found.Height).Clip(found.Width, found.Height);
                var index = detection["classIndex"]!.GetValue<int>() - (detection["label"] is null ? 0 : 1); // the list of the labeled one has the background
                AssertFound(found, index, detection["score"]!.GetValue<double>(), box, scoreTolerance, leastIou);
                isPublished = true;
            }
        }

        Assert.True(isPublished, "Nothing was compared.");
    }

    [Fact]
    public void A_quantized_SSD_finds_in_float_what_was_measured()
    {
        var measured = Expected("ssd_mobilenet_v1_0.75_coco_quant")["cats_and_dogs"]!["measured"]!.AsArray()
            .First(run => run!["execution"]!.GetValue<string>() == "range_clamped_float" && run["resize"]!.GetValue<string>().StartsWith("bilinear", StringComparison.Ordinal));
        using var detector = Load("models/ssd_mobilenet_v1_0.75_coco_quant.tflite");
        var found = detector.Detect(SharedData.Path("images/cats_and_dogs.jpg"));
        Assert.Equal(["cat", "cat", "cat", "dog"], found.Objects.Take(4).Select(one => one.Label));
        foreach (var detection in measured!["detections"]!.AsArray())
        {
            double[] sides = [.. detection!["box_xywh"]!.AsArray().Select(side => side!.GetValue<double>())];
            var box = new Box(sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3]).Clip(found.Width, found.Height);
            AssertFound(found, detection["class_index"]!.GetValue<int>(), detection["score"]!.GetValue<double>(), box, 0.01, 0.98);
        }
    }

    [Fact]
    public void Float16_weights_give_the_raw_outputs_of_TFLite()
    {
        using var model = ModelFile.Load(SharedData.Path("models/ssd_mobilenetv2_oidv4_fp16.tflite"));
        using var engine = new Engine(model);
        using var session = engine.CreateSession();
        float[][] outputs = [.. session.Outputs.Select(output => new float[output.Node.Shape.Count])];
        foreach (var result in Expected("ssd_mobilenetv2_oidv4_fp16")["results"]!.AsArray())
        {
            var image = RgbImage.Load(SharedData.Path(result!["image"]!.GetValue<string>())).Resize(300, 300, Interpolation.TensorFlowBilinear);
            session.Run([Array.ConvertAll(image.Pixels.ToArray(), level => (level - 127.5f) / 127.5f)], [.. outputs.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
            Near(result["rawLogitSum"]!.GetValue<double>(), outputs[1].Sum(value => (double)value), 2e-3);
            foreach (var (values, name) in new[] { (outputs[0], "rawBoxFirst8"), (outputs[1], "rawLogitFirst24") })
            {
                double[] first = [.. result[name]!.AsArray().Select(value => value!.GetValue<double>())];
                for (var i = 0; i < first.Length; i++)
                    Assert.Equal(first[i], values[i], 0.03 * Math.Max(1, Math.Abs(first[i])));
            }
        }

        static void Near(double expected, double found, double relative) => Assert.InRange(found / expected, 1 - relative, 1 + relative);
    }

    static void AssertFound(ImageDetections found, int index, double score, Box box, double scoreTolerance, double leastIou)
    {
        var best = found.Objects.Where(one => one.Index == index).MaxBy(one => one.Box.IntersectionOverUnion(box));
        Assert.NotNull(best);
        Assert.True(best.Box.IntersectionOverUnion(box) >= leastIou, $"class {index}: {best} in place of {box}, IoU {best.Box.IntersectionOverUnion(box):F4}");
        Assert.Equal(score, best.Score, scoreTolerance);
    }

    static ObjectDetector Load(string path)
    {
        using var model = ModelFile.Load(SharedData.Path(path));
        return new ObjectDetector(model.WithCard(model.Card with { Preprocessing = model.Card.Preprocessing! with { Interpolation = Interpolation.TensorFlowBilinear } }));
    }

    static JsonNode Expected(string name) => JsonNode.Parse(File.ReadAllText(SharedData.Path($"expected/{name}.json")))!;
}
