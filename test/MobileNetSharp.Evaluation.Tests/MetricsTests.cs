using System.Text.Json;
using CsCheck;
using MobileNetSharp.Evaluation.Classification;
using MobileNetSharp.TestKit;

namespace MobileNetSharp.Evaluation.Tests;

public class MetricsTests
{
    [Fact]
    public void The_figures_are_those_of_numpy_and_torch()
    {
        using var golden = JsonDocument.Parse(File.ReadAllBytes(Repository.Path("test/data/golden/metrics/classification.json")));
        var root = golden.RootElement;
        var labels = root.GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()).ToArray();
        var predictions = root.GetProperty("probabilities").EnumerateArray().Select((row, i) => ImagePrediction.FromProbabilities(
            i, $"{i}.jpg", labels[i], [.. row.EnumerateArray().Select(value => value.GetSingle())]));
        var result = new ClassificationResult([.. "abcdefgh".Select(letter => letter.ToString())], predictions);

        Assert.Equal(300, result.Images);
        Assert.Equal(Figure("top1"), result.Top1, 1e-12);
        Assert.Equal(Figure("top5"), result.Top5, 1e-12);
        Assert.Equal(Figure("meanNegativeLogLikelihood"), result.MeanNegativeLogLikelihood, 1e-9);
        Assert.Equal(Figure("expectedCalibrationError"), result.ExpectedCalibrationError, 1e-9);
        Assert.Equal(Figure("meanRecall"), result.MeanRecall, 1e-12);
        Assert.Equal(Figure("meanF1"), result.MeanF1, 1e-12);
        var perClass = root.GetProperty("perClass").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(0, perClass.Length), result.PerClass.Select(metrics => metrics.Class));
        foreach (var (expected, metrics) in perClass.Zip(result.PerClass))
        {
            Assert.Equal(expected.GetProperty("count").GetInt32(), metrics.Count);
            Assert.Equal(expected.GetProperty("precision").GetDouble(), metrics.Precision, 1e-12);
            Assert.Equal(expected.GetProperty("recall").GetDouble(), metrics.Recall, 1e-12);
            Assert.Equal(expected.GetProperty("f1").GetDouble(), metrics.F1, 1e-12);
        }

        foreach (var (row, label) in root.GetProperty("confusion").EnumerateArray().Select((row, label) => (row, label)))
            Assert.Equal(row.EnumerateArray().Select(count => count.GetInt32()), Enumerable.Range(0, 8).Select(predicted => result.Confusion[label, predicted]));

        double Figure(string name) => root.GetProperty(name).GetDouble();
    }

    /// <summary>By hand: four images of two classes; confidences 0.8 (right), 0.8 (wrong), 0.6 (right), 1.0 (right).</summary>
    [Fact]
    public void Four_images_computed_by_hand()
    {
        var result = Result((0, [0.8f, 0.2f]), (1, [0.8f, 0.2f]), (1, [0.4f, 0.6f]), (0, [1, 0]));
        Assert.Equal(0.75, result.Top1);
        Assert.Equal(1, result.Top5);
        Assert.Equal((-Math.Log(0.8) - Math.Log(0.2) - Math.Log(0.6)) / 4, result.MeanNegativeLogLikelihood, 1e-7);
        // (0.733…, 0.8]: 2 images, accuracy 0.5, confidence 0.8; (0.533…, 0.6]: 1, 1, 0.6; (0.933…, 1]: 1, 1, 1.
        Assert.Equal((2 * 0.3 / 4) + (0.4 / 4), result.ExpectedCalibrationError, 1e-7);
        Assert.Equal([new ClassMetrics(0, 2, 3, 2), new ClassMetrics(1, 2, 1, 1)], result.PerClass);
        Assert.Equal((2.0 / 3, 1, 0.8), (result.PerClass[0].Precision, result.PerClass[0].Recall, result.PerClass[0].F1));
        Assert.Equal([new Confusion(1, 0, 1)], result.Confusion.MostConfused(9));
        Assert.Equal("1.jpg", Assert.Single(result.WorstMistakes(9)).Name);
    }

    [Fact]
    public void Of_equally_probable_classes_the_first_counts()
    {
        Assert.Equal((0, 0), Of(0, 0.5f, 0.5f));
        Assert.Equal((0, 1), Of(1, 0.5f, 0.5f));
        // A network that says nothing is right for one class only, not for all.
        Assert.Equal((0, 6), Of(6, 0, 0, 0, 0, 0, 0, 0));

        static (int, int) Of(int label, params float[] probabilities)
        {
            var prediction = ImagePrediction.FromProbabilities(0, "x", label, probabilities);
            return (prediction.Predicted, prediction.Rank);
        }
    }

    [Fact]
    public void The_rank_is_the_place_in_a_stable_descending_sort() =>
        Gen.Int[0, 9].Array[1, 12].SelectMany(values => Gen.Int[0, values.Length - 1], (values, label) => (values, label)).Sample(sample =>
        {
            var probabilities = sample.values.Select(value => value / 9f).ToArray();
            var order = Enumerable.Range(0, probabilities.Length).OrderByDescending(i => probabilities[i]).ToList();
            var prediction = ImagePrediction.FromProbabilities(0, "x", sample.label, probabilities);
            return prediction.Rank == order.IndexOf(sample.label) && prediction.Predicted == order[0];
        });

    [Fact]
    public void A_class_that_is_never_predicted_has_no_precision_and_no_recall()
    {
        var result = Result((0, [1, 0]), (1, [1, 0]));
        Assert.Equal((0.0, 0.0, 0.0), (result.PerClass[1].Precision, result.PerClass[1].Recall, result.PerClass[1].F1));
    }

    [Fact]
    public void A_right_class_of_no_probability_leaves_the_mean_finite() =>
        Assert.Equal(-Math.Log(1e-12), Result((1, [1, 0])).MeanNegativeLogLikelihood, 1e-9);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_probability_that_is_no_number_is_told_with_the_image(float broken)
    {
        var error = Assert.Throws<EvaluationException>(() => ImagePrediction.FromProbabilities(0, "ants/1.jpg", 0, [0.5f, broken]));
        Assert.StartsWith("ants/1.jpg: the network's output is not finite: the probability of class 1 is ", error.Message);
    }

    [Fact]
    public void No_image_is_an_error() =>
        Assert.Contains("No image", Assert.Throws<EvaluationException>(() => new ClassificationResult(["a"], [])).Message);

    [Fact]
    public void The_worst_mistake_is_the_surest()
    {
        var result = Result((0, [0.4f, 0.6f]), (0, [0.1f, 0.9f]), (1, [0.2f, 0.8f]));
        Assert.Equal(["1.jpg", "0.jpg"], result.WorstMistakes(5).Select(mistake => mistake.Name));
        Assert.Single(result.WorstMistakes(1));
    }

    static ClassificationResult Result(params (int Label, float[] Probabilities)[] images) =>
        new(["a", "b"], images.Select((image, i) => ImagePrediction.FromProbabilities(i, $"{i}.jpg", image.Label, image.Probabilities)));
}
