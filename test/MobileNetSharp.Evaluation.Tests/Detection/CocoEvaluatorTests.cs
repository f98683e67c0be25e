using System.Text.Json;
using CsCheck;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.TestKit;
using static MobileNetSharp.Evaluation.Tests.Detection.Boxes;

namespace MobileNetSharp.Evaluation.Tests.Detection;

public class CocoEvaluatorTests
{
    static readonly Lazy<JsonDocument> Golden = new(() => JsonDocument.Parse(File.ReadAllBytes(Repository.Path("test/data/golden/detection/coco.json"))));

    public static TheoryData<string> Cases => [.. Golden.Value.RootElement.EnumerateObject().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_figures_are_those_of_pycocotools(string name)
    {
        var golden = Golden.Value.RootElement.GetProperty(name);
        var result = CocoEvaluator.Evaluate([.. golden.GetProperty("images").EnumerateArray().Select(ReadImage)]);
        AssertFigures([.. golden.GetProperty("stats").EnumerateArray().Select(value => value.GetDouble())], result.Figures);
        var classes = result.PerClass.ToDictionary(of => of.Class);
        foreach (var (@class, expected) in golden.GetProperty("perClass").EnumerateArray().Index())
        {
            if (expected.GetProperty("ap").ValueKind == JsonValueKind.Null)
            {
                Assert.DoesNotContain(@class, classes.Keys);
                continue;
            }

            var (figures, of) = (classes[@class].Figures, classes[@class]);
            Close([expected.GetProperty("ap")], [figures.AP]);
            Close(expected.GetProperty("apByArea").EnumerateArray(), [figures.APSmall, figures.APMedium, figures.APLarge]);
            Close(expected.GetProperty("ar").EnumerateArray(), [figures.AR1, figures.AR10, figures.AR100]);
            Close(expected.GetProperty("arByArea").EnumerateArray(), [figures.ARSmall, figures.ARMedium, figures.ARLarge]);
            Close(expected.GetProperty("precision50").EnumerateArray(), EveryFifth([.. of.CurveAt(0.5).Precision]));
            Close(expected.GetProperty("precision75").EnumerateArray(), EveryFifth([.. of.CurveAt(0.75).Precision]));
            Close(expected.GetProperty("scores50").EnumerateArray(), EveryFifth([.. of.CurveAt(0.5).Scores]));
        }
    }

    /// <summary>The 100 images and results that COCO's own program ships, 9 crowds among them.</summary>
    [Fact]
    public async Task The_figures_of_COCO_s_own_example()
    {
        var dataset = BoxesDataset.FromCoco(SharedData.Path("oracles/coco/instances_val2014_100.json"));
        var results = await CocoResults.ReadAsync(
            SharedData.Path("oracles/coco/instances_val2014_fakebbox100_results.json"), dataset, cancellationToken: TestContext.Current.CancellationToken);
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("oracles/coco/expected_stats.json")));
        var images = DetectorEvaluation.FromResults(results, dataset);
        Assert.Equal((100, 734, 734), (images.Length, results.Count, images.Sum(image => image.Detections.Length)));
        AssertFigures([.. expected.RootElement.GetProperty("statistics").EnumerateObject().Select(figure => figure.Value.GetDouble())], CocoEvaluator.Evaluate(images).Figures);
    }

    [Fact]
    public void Nothing_found_is_zero_everywhere()
    {
        var result = CocoEvaluator.Evaluate([Image([Object(0, 0, 10, 10), Object(0, 0, 50, 50), Object(0, 0, 100, 100)]), Image([])]);
        Assert.All(DetectionMetrics.Of(result.Figures), figure => Assert.Equal(0, figure.Value));
        Assert.All(result.PerClass.Single().Curves, curve => Assert.All(curve.Precision, precision => Assert.Equal(0, precision)));
    }

    [Fact]
    public void Without_objects_there_is_no_figure()
    {
        var crowd = Object(0, 0, 10, 10) with { IsCrowd = true };
        var result = CocoEvaluator.Evaluate([Image([crowd], Found(0.9, 0, 0, 10, 10)), Image([], Found(0.9, 0, 0, 10, 10))]);
        Assert.Empty(result.PerClass);
        Assert.All(DetectionMetrics.Of(result.Figures), figure => Assert.Null(figure.Value));
    }

    [Fact]
    public void A_class_without_objects_leaves_the_mean_alone()
    {
        var image = Image([Object(0, 0, 40, 40)], Found(0.9, 0, 0, 40, 40), Found(0.8, 100, 100, 40, 40, @class: 5));
        Assert.Equal(1, CocoEvaluator.Evaluate([image]).Figures.AP!.Value, 1e-9);
    }

    [Fact]
    public void Detections_in_a_crowd_are_no_errors()
    {
        var crowd = Object(100, 0, 100, 100) with { IsCrowd = true };
        var inCrowd = new[] { Found(0.9, 100, 0, 20, 20), Found(0.8, 130, 0, 20, 20) };
        Assert.Equal(1, CocoEvaluator.Evaluate([Image([Object(0, 0, 40, 40), crowd], [.. inCrowd, Found(0.7, 0, 0, 40, 40)])]).Figures.AP!.Value, 1e-9);
        // Half in it is not enough.
        Assert.True(CocoEvaluator.Evaluate([Image([Object(0, 0, 40, 40), crowd], Found(0.9, 85, 0, 20, 20), Found(0.7, 0, 0, 40, 40))]).Figures.AP < 1);
    }

    [Fact]
    public void Difficult_objects_are_to_be_found_like_others() =>
        Assert.Equal(0, CocoEvaluator.Evaluate([Image([Object(0, 0, 40, 40) with { IsDifficult = true }])]).Figures.AP);

    /// <summary>What is perfect stays so in any order of the images, and a detection of nothing with the least score changes no AP.</summary>
    [Fact]
    public void Perfect_detections_have_figures_of_1() => Gen.Select(Gen.Double[0, 400], Gen.Double[0, 400], Gen.Double[1, 200], Gen.Double[1, 200], Gen.Int[0, 3])
        .Select((left, top, width, height, @class) => Object(Math.Round(left), Math.Round(top), Math.Round(width), Math.Round(height), @class))
        .Array[1, 5].Array[1, 6].Sample(images =>
        {
            var perfect = images.Select(objects => objects.DistinctBy(annotated => (annotated.Box, annotated.Class)).ToArray())
                .Select(objects => Image(objects, [.. objects.Select(annotated => new MobileNetSharp.Detection.ScoredBox(annotated.Box, annotated.Class, 0.9f)), Found(0.1, 1000, 1000, 50, 50)]))
                .ToArray();
            var figures = CocoEvaluator.Evaluate(perfect).Figures;
            Assert.Equal((1, 1, 1), (Math.Round(figures.AP!.Value, 9), Math.Round(figures.AP50!.Value, 9), figures.AR100));
            Assert.All([figures.APSmall, figures.APMedium, figures.APLarge], value => Assert.Equal(1, value ?? 1, 1e-9));
        }, iter: 200);

    internal static EvaluatedImage ReadImage(JsonElement image)
    {
        var objects = image.GetProperty("objects").EnumerateArray().Select(Numbers)
            .Select(o => Object(o[1], o[2], o[3], o[4], (int)o[0]) with { Area = o[5], IsCrowd = o[6] == 1 });
        var detections = image.GetProperty("detections").EnumerateArray().Select(Numbers).Select(d => Found(d[5], d[1], d[2], d[3], d[4], (int)d[0]));
        return Image([.. objects], [.. detections]);

        static double[] Numbers(JsonElement row) => [.. row.EnumerateArray().Select(value => value.GetDouble())];
    }

    static void AssertFigures(double[] expected, CocoFigures figures)
    {
        Assert.Equal(12, expected.Length);
        foreach (var (value, (metric, actual)) in expected.Zip(DetectionMetrics.Of(figures)))
            Assert.True(Math.Abs(value - (actual ?? -1)) <= 1e-9, $"{metric.Title}: {value} expected, {actual} found");
    }

    static IEnumerable<double?> EveryFifth(double[] values) => values.Where((_, i) => i % 5 == 0).Select(value => (double?)value);

    static void Close(IEnumerable<JsonElement> expected, IEnumerable<double?> actual)
    {
        var (left, right) = (expected.Select(value => value.ValueKind == JsonValueKind.Null ? -1 : value.GetDouble()).ToArray(), actual.Select(value => value ?? -1).ToArray());
        Assert.Equal(left.Length, right.Length);
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-9));
    }
}
