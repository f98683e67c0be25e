using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Datasets.Classification;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.Formats;
using MobileNetSharp.Inference;
using MobileNetSharp.Models;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Evaluation.Tests;

public class EngineEvaluationTests
{
    static readonly ShapesDataset Shapes = new(23, size: 40);

    static readonly LabelMap Labels = LabelMap.Identity(Shapes.ClassNames);

    [Fact]
    public void Every_image_is_seen_once_under_its_name_and_label()
    {
        using var model = SmallModel(OutputKind.Logits, seed: 1);
        using var predictor = ClassifierDecoder.CreatePredictor(model);
        var reported = new List<double>();
        var result = ClassifierEvaluation.Run(
            predictor, Batches(predictor), Shapes, Labels, new Progress(reported), TestContext.Current.CancellationToken);
        Assert.Equal([8.0 / 23, 16.0 / 23, 1], reported);
        Assert.Equal(Enumerable.Range(0, 23), result.Predictions.Select(prediction => prediction.Index));
        Assert.All(result.Predictions, prediction => Assert.Equal(
            (Shapes.NameOf(prediction.Index), Shapes.LabelOf(prediction.Index)), (prediction.Name, prediction.Label)));
    }

    [Fact]
    public void The_batch_does_not_change_what_is_said()
    {
        using var model = SmallModel(OutputKind.Logits, seed: 1);
        using var predictor = ClassifierDecoder.CreatePredictor(model);
        var together = ClassifierEvaluation.Run(predictor, Batches(predictor), Shapes, Labels, cancellationToken: TestContext.Current.CancellationToken);
        var alone = ClassifierEvaluation.Run(predictor, Batches(predictor, 1), Shapes, Labels, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(alone.Predictions.Select(prediction => prediction.Predicted), together.Predictions.Select(prediction => prediction.Predicted));
        Assert.Equal(alone.MeanNegativeLogLikelihood, together.MeanNegativeLogLikelihood, 1e-5);
    }

    [Fact]
    public void Fast_and_reference_agree()
    {
        using var model = SmallModel(OutputKind.Logits, seed: 1);
        using var fast = ClassifierDecoder.CreatePredictor(model);
        using var reference = ClassifierDecoder.CreatePredictor(model, new EngineOptions { Kind = EngineKind.Reference });
        Assert.Equal(("fast", "reference"), (fast.Name, reference.Name));
        var comparison = ClassifierEvaluation.Compare(fast, reference, Batches(fast), Shapes, Labels, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(23, comparison.Agreements);
        Assert.Empty(comparison.Disagreements);
        Assert.InRange(comparison.LargestDifference, 1e-12, 1e-4);
        // The probabilities differ from image to image, or any two networks would agree.
        Assert.True(comparison.First.Predictions.Select(prediction => Math.Round(prediction.LabelProbability, 6)).Distinct().Count() > 10);
    }

    [Fact]
    public void Two_networks_disagree_and_the_images_are_named()
    {
        using var one = SmallModel(OutputKind.Logits, seed: 1);
        using var other = SmallModel(OutputKind.Logits, seed: 2);
        using var first = ClassifierDecoder.CreatePredictor(one);
        using var second = ClassifierDecoder.CreatePredictor(other);
        var comparison = ClassifierEvaluation.Compare(first, second, Batches(first), Shapes, Labels, cancellationToken: TestContext.Current.CancellationToken);
        Assert.NotEmpty(comparison.Disagreements);
        Assert.Equal(23, comparison.Agreements + comparison.Disagreements.Length);
        Assert.InRange(comparison.LargestDifference, 0.01, 1);
        Assert.All(comparison.Disagreements, pair => Assert.Equal(
            (pair.First.Name, true), (pair.Second.Name, pair.First.Predicted != pair.Second.Predicted)));
    }

    [Fact]
    public void Logits_become_probabilities_and_probabilities_stay()
    {
        using var logits = SmallModel(OutputKind.Logits, seed: 1);
        using var probabilities = SmallModel(OutputKind.Probabilities, seed: 1);
        using var one = ClassifierDecoder.CreatePredictor(logits);
        using var other = ClassifierDecoder.CreatePredictor(probabilities);
        var batch = Batches(one).First();
        for (var i = 0; i < batch.Count; i++)
            Assert.Equal(1, one.Predict(batch)[i].Values.ToArray().Sum(), 1e-5);
        Assert.Contains(other.Predict(batch).SelectMany(prediction => prediction.Values.ToArray()), value => value < 0);
    }

    [Fact]
    public void A_model_of_other_classes_is_refused()
    {
        using var model = SmallModel(OutputKind.Logits, seed: 1);
        using var predictor = ClassifierDecoder.CreatePredictor(model);
        Assert.Throws<ArgumentException>(() => ClassifierEvaluation.Run(
            predictor, Batches(predictor), Shapes, LabelMap.Identity(["a", "b"]), cancellationToken: TestContext.Current.CancellationToken));
    }

    /// <summary>The published figures of the verification data, to one image: 111 and 123 of 125.</summary>
    [Fact]
    public void ImageNet_images_give_the_expected_figures()
    {
        using var expected = JsonDocument.Parse(File.ReadAllBytes(SharedData.Path("expected/imagenet125_mobilenet_v2_1.0_224_float.json")));
        using var folder = new TempFolder();
        var manifest = folder.File("imagenet125.csv");
        File.WriteAllLines(manifest, expected.RootElement.GetProperty("predictions").EnumerateArray().Select(row => row.GetProperty("file").GetString()!)
            .Select(file => $"{SharedData.Path($"images/imagenet125/{file}")},{Path.GetFileNameWithoutExtension(file)}"));
        using var model = ModelFile.Load(SharedData.Path("models/mobilenet_v2_1.0_224_float.onnx"));
        using var predictor = ClassifierDecoder.CreatePredictor(model);
        var dataset = ClassificationDataset.Open(manifest);
        var labels = LabelMap.Match(dataset.ClassNames, ClassifierHead.FromModel(model).Labels);
        var result = ClassifierEvaluation.Run(predictor, Batches(predictor, dataset: dataset), dataset, labels, cancellationToken: TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"top-1 {result.Top1:F4}, top-5 {result.Top5:F4}, ECE {result.ExpectedCalibrationError:F4}, NLL {result.MeanNegativeLogLikelihood:F4}"));
        Assert.Equal(125, result.Images);
        Assert.InRange(result.Top1 * 125, 110, 112);
        Assert.InRange(result.Top5 * 125, 122, 124);
        Assert.Equal(
            expected.RootElement.GetProperty("predictions").EnumerateArray().ToDictionary(row => Path.GetFileName(row.GetProperty("file").GetString()!), row => row.GetProperty("label").GetInt32()),
            result.Predictions.ToDictionary(prediction => Path.GetFileName(prediction.Name), prediction => prediction.Label));
    }

    static Model SmallModel(OutputKind kind, ulong seed)
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = Shapes.ClassNames.Count });
        return new Model(graph, SpreadWeights.For(graph, seed), new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", kind),
            Labels = [.. Shapes.ClassNames],
            Preprocessing = Preprocessing.TensorFlow,
        });
    }

    static IEnumerable<Batch> Batches(EnginePredictor<ClassProbabilities> predictor, int size = 8, ClassificationDataset? dataset = null)
    {
        dataset ??= Shapes;
        var options = new LoaderOptions(predictor.Decoder.InputSize, predictor.Decoder.Preprocessing) { BatchSize = size, Workers = 2 };
        return new BatchLoader<int>(dataset, Sampler.Sequential(dataset.Count), options).Epoch(0, cancellationToken: TestContext.Current.CancellationToken);
    }

    sealed class Progress(List<double> reported) : IProgress<double>
    {
        public void Report(double value) => reported.Add(value);
    }
}
