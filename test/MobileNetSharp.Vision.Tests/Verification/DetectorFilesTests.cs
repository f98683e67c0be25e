using System.IO.Compression;
using System.Text.Json.Nodes;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.Imaging;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Detection;

namespace MobileNetSharp.Vision.Tests.Verification;

/// <summary>Published detectors find what was measured with them. Golden files: eng/make_jpeg_js_golden.py.</summary>
public class DetectorFilesTests
{
    public static TheoryData<string, string?, int, double, double, double> Files => new()
    {
        { "mobile_object_localizer", "mobile_object_localizer_v1_1_metadata", 192, 0.25, 0.03, 0.95 },
        { "ssd_mobilenetv2_oidv4_fp16", null, 300, 0.3, 1e-5, 0.9999 },
    };

    /// <summary>The quantized one runs in float here, in 8 bits there.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void A_published_detector_finds_what_TFLite_finds(string expected, string? file, int inputSize, double threshold, double scoreTolerance, double leastIou)
    {
        using var detector = Load($"models/{file ?? expected}.tflite");
        var compared = 0;
        foreach (var result in Expected(expected)["results"]!.AsArray())
        {
            var found = detector.Detect(StatedPixels(result!["image"]!.GetValue<string>(), inputSize), new DetectOptions { Threshold = (float)threshold / 2 });
            foreach (var detection in (result["first15"] ?? result["detections"])!.AsArray().Where(detection => detection!["score"]!.GetValue<double>() >= threshold))
            {
                double[] sides = [.. detection!["boxYxyx"]!.AsArray().Select(side => side!.GetValue<double>())];
                var box = new Box(sides[1] * found.Width, sides[0] * found.Height, sides[3] * found.Width, sides[2] * found.Height).Clip(found.Width, found.Height);
                var index = detection["classIndex"]!.GetValue<int>() - (detection["label"] is null ? 0 : 1); // the list of the labeled one has the background
                AssertFound(found, index, detection["score"]!.GetValue<double>(), box, scoreTolerance, leastIou);
                compared++;
            }
        }

        Assert.InRange(compared, 8, 12);
    }

    [Theory]
    [InlineData(Interpolation.TensorFlowBilinear, "bilinear without antialiasing")]
    [InlineData(Interpolation.PillowBilinear, "Pillow 9.4 Image.resize(BILINEAR)")]
    public void A_quantized_SSD_finds_in_float_what_was_measured(Interpolation interpolation, string resize)
    {
        var measured = Expected("ssd_mobilenet_v1_0.75_coco_quant")["cats_and_dogs"]!["measured"]!.AsArray()
            .First(run => run!["execution"]!.GetValue<string>() == "range_clamped_float" && run["resize"]!.GetValue<string>().StartsWith(resize, StringComparison.Ordinal));
        using var detector = Load("models/ssd_mobilenet_v1_0.75_coco_quant.tflite", interpolation);
        var found = detector.Detect(SharedData.Path("images/cats_and_dogs.jpg"));
        Assert.Equal(["cat", "cat", "cat", "dog"], found.Objects.Take(4).Select(one => one.Label));
        Assert.Equal(6, measured!["detections"]!.AsArray().Count);
        foreach (var detection in measured!["detections"]!.AsArray())
        {
            double[] sides = [.. detection!["box_xywh"]!.AsArray().Select(side => side!.GetValue<double>())];
            var box = new Box(sides[0], sides[1], sides[0] + sides[2], sides[1] + sides[3]).Clip(found.Width, found.Height);
            AssertFound(found, detection["class_index"]!.GetValue<int>(), detection["score"]!.GetValue<double>(), box, 0.005, 0.98);
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
            var image = StatedPixels(result!["image"]!.GetValue<string>(), 300);
            session.Run([Array.ConvertAll(image.Pixels.ToArray(), level => (level - 127.5f) / 127.5f)], [.. outputs.Select(output => output.AsMemory())], TestContext.Current.CancellationToken);
            AssertNear(result["rawBoxSum"]!, outputs[0].Sum(value => (double)value));
            AssertNear(result["rawLogitSum"]!, outputs[1].Sum(value => (double)value));
            Assert.All(result["rawBoxFirst8"]!.AsArray().Zip(outputs[0]), pair => AssertNear(pair.First!, pair.Second));
            Assert.All(result["rawLogitFirst24"]!.AsArray().Zip(outputs[1]), pair => AssertNear(pair.First!, pair.Second));
            Assert.All(result["rawTopLogits"]!.AsArray(), top => AssertNear(top!["logit"]!, outputs[1][(24 * top["anchor"]!.GetValue<int>()) + top["classIndex"]!.GetValue<int>()]));
        }

        static void AssertNear(JsonNode expected, double found) => Assert.InRange(found / expected.GetValue<double>(), 1 - 1e-4, 1 + 1e-4);
    }

    static void AssertFound(ImageDetections found, int index, double score, Box box, double scoreTolerance, double leastIou)
    {
        var best = found.Objects.Where(one => one.Index == index).MaxBy(one => one.Box.IntersectionOverUnion(box));
        Assert.NotNull(best);
        Assert.True(best.Box.IntersectionOverUnion(box) >= leastIou, $"class {index}: {best} in place of {box}, IoU {best.Box.IntersectionOverUnion(box):F4}");
        Assert.Equal(score, best.Score, scoreTolerance);
    }

    /// <summary>An image of the input's size as the expected results have it: decoded by jpeg-js, which differs from our decoder by the golden file.</summary>
    static RgbImage StatedPixels(string path, int size)
    {
        var image = RgbImage.Load(SharedData.Path(path)).Resize(size, size, Interpolation.TensorFlowBilinear);
        using var file = File.OpenRead(Repository.Path($"test/data/golden/detection/jpeg_js/{Path.GetFileNameWithoutExtension(path)}_{size}.i8.gz"));
        using var differences = new GZipStream(file, CompressionMode.Decompress);
        foreach (ref var level in image.WritablePixels)
            level = (byte)(level + (sbyte)differences.ReadByte());
        Assert.Equal(-1, differences.ReadByte());
        return image;
    }

    static ObjectDetector Load(string path, Interpolation interpolation = Interpolation.TensorFlowBilinear)
    {
        using var model = ModelFile.Load(SharedData.Path(path));
        return new ObjectDetector(model.WithCard(model.Card with { Preprocessing = model.Card.Preprocessing! with { Interpolation = interpolation } }));
    }

    static JsonNode Expected(string name) => JsonNode.Parse(File.ReadAllText(SharedData.Path($"expected/{name}.json")))!;
}
