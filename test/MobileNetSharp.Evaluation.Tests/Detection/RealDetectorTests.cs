using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Detection;
using MobileNetSharp.Evaluation.Detection;
using MobileNetSharp.Formats;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Evaluation.Tests.Detection;

/// <summary>Published detectors on the 64 images of COCO of the verification data.</summary>
public class RealDetectorTests
{
    static readonly Lazy<DetectionResult> Localized = new(() =>
    {
        using var model = ModelFile.Load(SharedData.Path("models/mobile_object_localizer_v1_1_metadata.tflite"));
        return Evaluate(model, Interpolation.TensorFlowBilinear, DetectorHead.FromModel(model).Decoding.Suppression, isAgnostic: true);
    });

    /// <summary>With the resizer and the suppression that the expected results state.</summary>
    [Fact]
    public void The_figures_of_SSD_MobileNetV1_on_COCO()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("expected/ssd_mobilenet_v1_0.75_coco_quant.json")));
        using var model = ModelFile.Load(SharedData.Path("models/ssd_mobilenet_v1_0.75_coco_quant.tflite"), new ReadOptions { Labels = ClassNames.Coco90 });
        var result = Evaluate(model, Interpolation.PillowBilinear, new Suppression { IouThreshold = 0.6, ScoreThreshold = 0.02 }, isAgnostic: false);
        var statistics = expected.RootElement.GetProperty("coco64").GetProperty("statistics").GetProperty("range_clamped_float").EnumerateObject();
        foreach (var (figure, (metric, value)) in statistics.Zip(DetectionMetrics.Of(result.Coco.Figures)))
            Assert.True(Math.Abs(figure.Value.GetDouble() - value!.Value) <= (metric == DetectionMetrics.AP ? 0.002 : 0.01), $"{metric.Title}: {figure.Value} expected, {value} found");
    }

    /// <summary>A detector of a single class, with its own suppression: the part of all 542 objects that one of its best detections overlaps with, in TFLite's own interpreter.</summary>
    [Theory]
    [InlineData(10, 0.5, 0.269)]
    [InlineData(100, 0.5, 0.426)]
    [InlineData(100, 0.75, 0.205)]
    public void The_recall_of_the_mobile_object_localizer(int best, double overlap, double expected)
    {
        var images = Localized.Value.Predictions;
        var objects = images.SelectMany(image => image.Objects.Boxes.Select(annotated => (image, annotated))).ToArray();
        var found = objects.Count(pair => pair.image.Detections.Take(best).Any(detection => detection.Box.IntersectionOverUnion(pair.annotated.Box) >= overlap));
        Assert.Equal(542, objects.Length);
        Assert.Equal(expected, found / 542.0, 0.01);
    }

    static DetectionResult Evaluate(Model model, Interpolation interpolation, Suppression suppression, bool isAgnostic)
    {
        var head = DetectorHead.FromModel(model);
        var dataset = DetectionDataset.Open(SharedData.Path("annotations/instances_coco64.json"));
        var labels = isAgnostic ? DetectionLabelMap.Single(head.Labels) : DetectionLabelMap.Match(dataset.ClassNames, head.Labels);
        using var predictor = DetectorDecoder.CreatePredictor(model, suppression: suppression);
        var options = new LoaderOptions(head.InputSize, head.Preprocessing with { Interpolation = interpolation }) { BatchSize = 8, Workers = 2 };
        var batches = new BatchLoader<AnnotatedBoxes>(dataset, Sampler.Sequential(dataset.Count), options).Epoch(0, cancellationToken: TestContext.Current.CancellationToken);
        var images = DetectorEvaluation.Predict(predictor, batches, dataset, labels, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(64, images.Length);
        var result = isAgnostic ? new DetectionResult(["object"], images.Select(image => image.WithoutClasses())) : new DetectionResult([.. dataset.ClassNames], images);
        foreach (var (metric, value) in DetectionMetrics.Of(result.Coco.Figures))
            TestContext.Current.TestOutputHelper!.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{metric.Title} {value:F6}"));
        return result;
    }
}
