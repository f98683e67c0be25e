using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Imaging;
using MobileNetSharp.TestKit;
using MobileNetSharp.Vision.Classification;

namespace MobileNetSharp.Vision.Tests.Verification;

/// <summary>Real models on 125 real photographs, from the file to the label, against what others' code made of them.</summary>
public class ImageNet125Tests(ITestOutputHelper output)
{
    /// <summary>Model, expected results, images whose top class must be the expected one, and the largest difference in probability on the expected top five.</summary>
    public static TheoryData<string, string, int, double> Models => new()
    {
        { "mobilenet_v2_1.0_224_float.onnx", "imagenet125_mobilenet_v2_1.0_224_float.json", 124, 0.01 },
        { "mobilenet_v1_0.25_224_float.tflite", "imagenet125_mobilenet_v1_0.25_224_float.json", 124, 0.01 },
        { "mobilenet_v2_1.0_224_quant.tflite", "imagenet125_mobilenet_v2_1.0_224_quant_dequantised.json", 124, 0.01 },
        { "mobilenet_v2_1.0_224_ptq_int8.tflite", "imagenet125_mobilenet_v2_1.0_224_ptq_dequantised.json", 124, 0.01 },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_photograph_gets_the_expected_classes(string model, string expectedFile, int leastEqual, double largestDifference)
    {
        using var classifier = ImageClassifier.Load(SharedData.Path($"models/{model}"));
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path($"expected/{expectedFile}")));
        var (images, equal, right, difference) = (0, 0, 0, 0.0);
        foreach (var prediction in expected.RootElement.GetProperty("predictions").EnumerateArray())
        {
            var path = SharedData.Path($"images/imagenet125/{prediction.GetProperty("file").GetString()}");
            var all = classifier.Classify(path, top: 1001).Top;
            var top5 = prediction.GetProperty("top5").EnumerateArray().ToArray();
            images++;
            equal += all[0].Index == top5[0].GetProperty("index").GetInt32() ? 1 : 0;
            right += all[0].Index == prediction.GetProperty("label").GetInt32() ? 1 : 0;
            foreach (var score in top5)
            {
                var ours = all.Single(ours => ours.Index == score.GetProperty("index").GetInt32()).Probability;
                difference = Math.Max(difference, Math.Abs(ours - score.GetProperty("probability").GetDouble()));
            }
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{model}: {right} of {images} right (top-1), {equal} as expected, largest difference {difference:F6}"));
        Assert.Equal(125, images);
        Assert.InRange(equal, leastEqual, images);
        Assert.InRange(difference, 0, largestDifference);
        Assert.InRange(right, expected.RootElement.GetProperty("top1_count").GetInt32() - 1, images);
    }

    /// <summary>Only scaling and the network: the pixels are given.</summary>
    [Fact]
    public void The_networks_logits_are_the_expected_ones()
    {
        using var model = Formats.ModelFile.Load(SharedData.Path("models/mobilenet_v2_1.0_224_float.onnx"));
        using var engine = new Inference.Engine(model);
        using var session = engine.CreateSession(1, 224, 224);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("expected/imagenet25_logits_mobilenet_v2_1.0_224_float.json")));
        var (input, logits) = (new float[224 * 224 * 3], new float[1001]);
        var rows = expected.RootElement.GetProperty("rows").EnumerateArray().ToArray();
        Assert.Equal(25, rows.Length);
        foreach (var row in rows)
        {
            var image = RgbImage.Load(SharedData.Path($"images/imagenet25_224/{row.GetProperty("file").GetString()}"));
            for (var i = 0; i < input.Length; i++)
                input[i] = (image.Pixels[i] - 127.5f) / 127.5f;
            session.Run(input, logits, TestContext.Current.CancellationToken);
            var index = 0;
            foreach (var logit in row.GetProperty("logits").EnumerateArray())
                Assert.Equal(logit.GetDouble(), logits[index++], 1e-3);
        }
    }
}
