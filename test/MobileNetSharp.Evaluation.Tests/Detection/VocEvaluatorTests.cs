using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.TestKit;
using static MobileNetSharp.Evaluation.Tests.Detection.Boxes;

namespace MobileNetSharp.Evaluation.Tests.Detection;

public class VocEvaluatorTests
{
    /// <summary>The published 24.57 % and 26.84 %, and those at other thresholds.</summary>
    [Theory]
    [InlineData("every_point", VocInterpolation.EveryPoint)]
    [InlineData("eleven_point", VocInterpolation.ElevenPoints)]
    public void The_figures_are_those_of_Object_Detection_Metrics(string name, VocInterpolation interpolation)
    {
        EvaluatedImage[] images = [.. Enumerable.Range(1, 7).Select(ReadImage)];
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("oracles/object_detection_metrics/expected_ap.json")));
        foreach (var threshold in expected.RootElement.GetProperty("average_precision").GetProperty(name).EnumerateObject())
        {
            var figures = threshold.Value.GetProperty("object");
            var result = VocEvaluator.Evaluate(images, interpolation, double.Parse(threshold.Name, CultureInfo.InvariantCulture));
            var of = Assert.Single(result.PerClass);
            Assert.Equal(
                (figures.GetProperty("positives").GetInt32(), figures.GetProperty("true_positives").GetInt32(), figures.GetProperty("false_positives").GetInt32()),
                (of.Objects, of.Right, of.Wrong));
            Assert.Equal(figures.GetProperty("ap").GetDouble(), result.MeanAP!.Value, 1e-12);
        }
    }

    [Fact]
    public void Half_an_overlap_is_not_enough()
    {
        var image = Image([Object(0, 0, 10, 20)], Found(0.9, 0, 0, 10, 10));
        Assert.Equal(0, VocEvaluator.Evaluate([image]).MeanAP);
        Assert.Equal(1, VocEvaluator.Evaluate([image], iouThreshold: 0.49).MeanAP);
        Assert.True(CocoEvaluator.Evaluate([image]).Figures.AP50 > 0.9);
    }

    /// <summary>COCO's evaluation takes the second object, Pascal VOC's does not.</summary>
    [Fact]
    public void A_detection_has_no_second_choice()
    {
        var image = Image([Object(0, 0, 20, 20), Object(4, 0, 20, 20)], Found(0.9, 0, 0, 20, 20), Found(0.8, 1, 0, 20, 20));
        Assert.Equal((1, 1), (VocEvaluator.Evaluate([image]).PerClass[0].Right, VocEvaluator.Evaluate([image]).PerClass[0].Wrong));
        Assert.Equal(1, CocoEvaluator.Evaluate([image]).Figures.AP50!.Value, 1e-9);
    }

    [Fact]
    public void Difficult_objects_and_crowds_are_neither_hit_nor_miss()
    {
        var image = Image(
            [Object(0, 0, 20, 20), Object(100, 0, 20, 20) with { IsDifficult = true }, Object(200, 0, 20, 20) with { IsCrowd = true }],
            Found(0.9, 100, 0, 20, 20), Found(0.9, 101, 0, 20, 20), Found(0.9, 200, 0, 20, 20), Found(0.5, 0, 0, 20, 20));
        Assert.Equal(new VocClass(0, 1, 1, 0, 1), Assert.Single(VocEvaluator.Evaluate([image]).PerClass));
    }

    /// <summary>By hand: right, wrong, right of 4 objects: precision 1 to recall 1/4, then 2/3 to 2/4.</summary>
    [Fact]
    public void Both_ways_by_hand()
    {
        AnnotatedBox[] objects = [.. Enumerable.Range(0, 4).Select(i => Object(100 * i, 0, 20, 20))];
        var image = Image(objects, Found(0.9, 0, 0, 20, 20), Found(0.8, 50, 50, 20, 20), Found(0.7, 100, 0, 20, 20));
        Assert.Equal((1.0 / 4) + (2.0 / 3 / 4), VocEvaluator.Evaluate([image]).MeanAP!.Value, 1e-12);
        Assert.Equal((3 + (3 * 2.0 / 3)) / 11, VocEvaluator.Evaluate([image], VocInterpolation.ElevenPoints).MeanAP!.Value, 1e-12);
    }

    [Fact]
    public void Nothing_found_is_0_and_nothing_to_find_is_none()
    {
        Assert.Equal(0, VocEvaluator.Evaluate([Image([Object(0, 0, 20, 20)])]).MeanAP);
        Assert.Null(VocEvaluator.Evaluate([Image([], Found(0.9, 0, 0, 20, 20))]).MeanAP);
    }

    /// <summary>Boxes there name their last pixel.</summary>
    static EvaluatedImage ReadImage(int number)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{number:D5}.txt");
        return Image(
            [.. Rows("groundtruths").Select(row => Object(row[0], row[1], row[2] + 1, row[3] + 1))],
            [.. Rows("detections").Select(row => Found(row[0], row[1], row[2], row[3] + 1, row[4] + 1))]);

        IEnumerable<double[]> Rows(string folder) => File.ReadLines(SharedData.Path($"oracles/object_detection_metrics/{folder}/{name}"))
            .Select(line => line.Split(' ')[1..]).Select(words => words.Select(word => double.Parse(word, CultureInfo.InvariantCulture)).ToArray());
    }
}
