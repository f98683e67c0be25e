using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Cards;

/// <summary>Worked by hand from the formula in the schema of TFLite's metadata.</summary>
public class ScoreCalibrationTests
{
    [Theory]
    [InlineData(ScoreTransformation.Identity, 0.75, 0.8 * 0.817574476)] // 2·0.75 + 0 = 1.5
    [InlineData(ScoreTransformation.Log, 0.75, 0.8 * 0.36)] // e^(2·ln 0.75) = 0.5625; 0.5625/1.5625
    [InlineData(ScoreTransformation.InverseLogistic, 0.75, 0.8 * 0.9)] // odds of 3, squared; 9/10
    [InlineData(ScoreTransformation.Log, 0, 0)]
    [InlineData(ScoreTransformation.InverseLogistic, 1, 0.8)]
    public void A_score_goes_through_its_transformation_and_its_sigmoid(ScoreTransformation transformation, float score, double expected)
    {
        var calibration = new ScoreCalibration { Transformation = transformation, Classes = [new(0.8f, 2, 0)] };
        float[] scores = [score];
        calibration.Apply(scores);
        Assert.Equal(expected, scores[0], 1e-6);
    }

    [Fact]
    public void A_class_without_a_sigmoid_or_below_its_least_score_has_the_default()
    {
        var calibration = new ScoreCalibration { DefaultScore = 0.1f, Classes = [null, new(1, 0, 0, MinimumScore: 0.5f), new(1, 0, 0, MinimumScore: 0.5f)] };
        float[] scores = [0.9f, 0.49f, 0.5f];
        calibration.Apply(scores);
        Assert.Equal([0.1f, 0.1f, 0.5f], scores);
        Assert.Throws<ArgumentException>(() => calibration.Apply(new float[2]));
    }

    /// <summary>A sigmoid would make a bound of infinity.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void A_score_that_is_no_number_stays_none(float score)
    {
        var calibration = new ScoreCalibration { Classes = [new(1, 1, 0, MinimumScore: 0)] };
        float[] scores = [score];
        calibration.Apply(scores);
        Assert.Equal(float.NaN, scores[0]);
    }

    [Fact]
    public void A_card_keeps_it_and_a_classifier_applies_it_instead_of_softmax()
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        var written = new ModelCard
        {
            Task = ModelTask.Classification,
            Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
            Labels = ["ant", "bee"],
            Preprocessing = Preprocessing.TensorFlow,
            ScoreThreshold = 0.25f,
            ScoreCalibration = new() { Transformation = ScoreTransformation.Identity, DefaultScore = 0.125f, Classes = [null, new(1, 1, 0, -5)] },
        };
        var (card, _) = ModelCardJson.Parse(ModelCardJson.ToJson(written, graph));
        Assert.Equal(0.25f, card.ScoreThreshold);
        var head = ClassifierHead.FromModel(new Model(graph, Initializer.TfSlim(graph, seed: 1), card));
        float[] scores = [3, 0];
        head.Decode(scores);
        Assert.Equal([0.125f, 0.5f], scores);
    }
}
