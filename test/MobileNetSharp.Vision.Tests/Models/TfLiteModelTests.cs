using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.TfLite;
using MobileNetSharp.Inference;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Vision.Tests.Models;

/// <summary>Google's .tflite files give the results that are on record for them, from the picture on.</summary>
public class TfLiteModelTests
{
    [Theory]
    [InlineData("mobilenet_v1_0.25_224_float", "mobilenet_v1_0.25_224_float")]
    [InlineData("mobilenet_v2_1.0_224_quant", "mobilenet_v2_1.0_224_quant_dequantised")]
    [InlineData("mobilenet_v2_1.0_224_ptq_int8", "mobilenet_v2_1.0_224_ptq_dequantised")]
    public void ImageNet_pictures_get_the_probabilities_on_record(string model, string record)
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(SharedData.Path($"expected/imagenet125_{record}.json")));
        using var session = Load(model);
        var probabilities = new float[1001];
        var (agreeing, right, worst) = (0, 0, 0.0);
        foreach (var picture in expected.RootElement.GetProperty("predictions").EnumerateArray())
        {
            var file = picture.GetProperty("file").GetString();
            session.Run(Input(SharedData.Path($"images/imagenet125/{file}"), crop: 0.875, side: 224), probabilities, TestContext.Current.CancellationToken);
            var top = picture.GetProperty("top5").EnumerateArray().Select(entry => (Index: entry.GetProperty("index").GetInt32(), Probability: entry.GetProperty("probability").GetDouble())).ToArray();
            var best = probabilities.IndexOf(probabilities.Max());
            agreeing += best == top[0].Index ? 1 : 0;
            right += best == picture.GetProperty("label").GetInt32() ? 1 : 0;
            worst = Math.Max(worst, top.Max(entry => Math.Abs(entry.Probability - probabilities[entry.Index])));
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            FormattableString.Invariant($"{agreeing} of 125 as on record, {right} right, largest difference {worst:g3}"));
        Assert.InRange(agreeing, 124, 125);
        Assert.InRange(worst, 0, 0.01);
    }

    [Fact]
    public void DeepLab_gives_Googles_golden_mask()
    {
        using var session = Load("deeplabv3_mnv2_dm05_pascal_257_float");
        var scores = new float[257 * 257 * 21];
        session.Run(Input(SharedData.Path("images/segmentation_input_rotation0.jpg"), crop: 1, side: 257), scores, TestContext.Current.CancellationToken);
        var golden = RgbImage.Load(SharedData.Path("images/segmentation_golden_rotation0.png"));
        var wrong = 0;
        for (var pixel = 0; pixel < 257 * 257; pixel++)
        {
            var classes = scores.AsSpan(pixel * 21, 21);
            var best = 0;
            for (var i = 1; i < 21; i++)
                best = classes[i] > classes[best] ? i : best;
            wrong += golden.Pixels[3 * pixel] == 10 * best ? 0 : 1;
        }

        Assert.Equal(0, wrong);
    }

    static Session Load(string model)
    {
        using var file = TfLiteReader.Read(File.ReadAllBytes(SharedData.Path($"models/{model}.tflite")));
        using var engine = new Engine(file);
        return engine.CreateSession();
    }

    static float[] Input(string path, double crop, int side)
    {
        var image = RgbImage.Load(path).CentralCrop(crop).Resize(side, side, Interpolation.PillowBilinear);
        return Array.ConvertAll(image.Pixels, value => (value - 127.5f) / 127.5f);
    }
}
