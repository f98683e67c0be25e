using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using Size = MobileNetSharp.Graphs.Size;

namespace MobileNetSharp.Tests.Detection;

/// <summary>Cards come with files of any origin.</summary>
public partial class HostileDecodingTests
{
    const int Side = 3;

    static readonly string[] Values =
        ["-1", "0", "0.5", "1", "3", "999", "1000000", "1048576", "2147483647", "-2147483648", "1e300", "-1e300", "1e-300", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "null", "true", "\"x\"", "[]", "{}"];

    static readonly SsdDecoding Mapped = new() { Anchors = SmallDetectors.Anchors([Side], 2), Coder = new() { MaximumLogarithm = 4 }, Suppression = new() { MaximumCandidates = 50 } };

    static readonly SsdDecoding Stored = Mapped with { Anchors = new() { Stored = [.. Mapped.Anchors.Create(8 * Side)] }, ScoreFunction = ScoreFunction.Softmax };

    [GeneratedRegex("(?<=[:,\\[])(-?[0-9.]+([eE][-+]?[0-9]+)?|true|false)(?=[,\\]}])")]
    private static partial Regex Numbers();

    static string Json(SsdDecoding decoding)
    {
        using var model = SmallDetectors.Ssd([Side], 2, ["cat", "dog"], decoding);
        return JsonDocument.Parse(ModelCardJson.ToJson(model.Card, model.Graph)).RootElement.GetProperty("card").GetProperty("boxDecoding").GetRawText();
    }

    [Fact]
    public void Any_numbers_of_a_card_are_refused_in_a_line_or_give_boxes_within_the_image()
    {
        string[] texts = [Json(Mapped), Json(Stored)];
        (from text in Gen.Int[0, texts.Length - 1].Select(i => texts[i])
         from places in Gen.Int[0, 200].Array[1, 3]
         from values in Gen.Int[0, Values.Length - 1].Select(i => Values[i]).Array[3]
         from seed in Gen.Int
         select (text, places, values, seed)).Sample(sample =>
        {
            var json = sample.text;
            foreach (var (i, place) in sample.places.Index())
            {
                var numbers = Numbers().Matches(json);
                var number = numbers[place % numbers.Count];
                json = $"{json[..number.Index]}{sample.values[i]}{json[(number.Index + number.Length)..]}";
            }

            try
            {
                using var model = SmallDetectors.Ssd([Side], 2, ["cat", "dog"], (SsdDecoding)BoxDecoding.FromJson(json));
                var head = DetectorHead.FromModel(model);
                var random = new Random(sample.seed);
                float[][] outputs = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select(output => Enumerable.Range(0, (int)output.Node.Shape.CountPerImage)
                    .Select(_ => random.Next(10) switch { 0 => float.PositiveInfinity, 1 => float.NegativeInfinity, 2 => 1e30f, 3 => -1e30f, _ => 8 * (random.NextSingle() - 0.5f) }).ToArray())];
                foreach (var found in head.CreateDecoder().Decode(outputs, 0, new Size(90, 80)))
                    Assert.True(found.Box is { Left: >= 0, Top: >= 0, Right: <= 80, Bottom: <= 90, Area: > 0 } && found.Score is >= 0 and <= 1 && found.Class is 0 or 1, $"{json}: {found}");
            }
            catch (ModelCardException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }, iter: 3000);
    }

    [Fact]
    public void Classes_without_number_and_comparisons_without_end_are_refused()
    {
        var g = new GraphBuilder("wide");
        var x = g.Input("input", new Shape(1, 1024, 1024, 3));
        g.Output("boxes", g.Conv2d("boxes.conv", g.Resize("map", x, 1, ResizeMode.Nearest, CoordinateMode.Asymmetric), 4, kernel: 1));
        // A name for each of them would take far more memory than the file.
        g.Output("classes", g.Reshape("classes.reshape", x, 1, 1, -1));
        var card = new ModelCard
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("boxes", OutputKind.Boxes).Add("classes", OutputKind.Logits),
            Preprocessing = SmallDetectors.Stretched,
            BoxDecoding = new SsdDecoding { Anchors = new() { Stored = [0.5f, 0.5f, 1, 1] }, HasBackground = false },
        };
        Assert.Equal("The outputs have 3145728 classes, which are too many.", Assert.Throws<ModelCardException>(() => SmallDetectors.Of(g.Build(), card)).Message);

        var many = new SsdDecoding { Anchors = SmallDetectors.Anchors([128], 2), Suppression = new() { MaximumDetections = 100_000 } };
        Assert.Equal(
            "32768 anchors and 100000 detections of an image are too many together.",
            Assert.Throws<ModelCardException>(() => SmallDetectors.Ssd([128], 2, ["cat"], many)).Message);
    }
}
