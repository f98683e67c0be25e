using MobileNetSharp.Cards;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Cards;

public class ModelCardTests
{
    static Model ModelWith(ModelCard card)
    {
        var graph = MobileNetV2.Build(new MobileNetV2Options { WidthMultiplier = 0.35, Resolution = 32, Classes = 2 });
        return new Model(graph, Initializer.TfSlim(graph, seed: 1), card);
    }

    static ModelCard Card { get; } = new()
    {
        Task = ModelTask.Classification,
        Outputs = ModelCard.Empty.Outputs.Add("logits", OutputKind.Logits),
        Labels = ["ant", "bee"],
        Preprocessing = Preprocessing.TensorFlow,
    };

    /// <summary>What a file may say that is not a value of an enum or does not fit the graph.</summary>
    public static TheoryData<string, string, ModelCardPart> Faults => new()
    {
        { "task", "task 77", ModelCardPart.Task },
        { "output kind", "'logits' is 77", ModelCardPart.Outputs },
        { "output", "an output 'boxes', which the graph does not have", ModelCardPart.Outputs },
        { "label", "A label of the card is null.", ModelCardPart.Labels },
        { "labels", "2 classes, but there are 3 labels", ModelCardPart.Labels },
        { "interpolation", "no interpolation 77", ModelCardPart.Preprocessing },
        { "channel order", "no channel order 77", ModelCardPart.Preprocessing },
        { "deviation", "no deviation 0", ModelCardPart.Preprocessing },
        { "short side", "the short side must be from 1", ModelCardPart.Preprocessing },
        { "calibrations", "2 classes, but there are 1 calibrations", ModelCardPart.ScoreCalibration },
        { "scale", "a scale below 0", ModelCardPart.ScoreCalibration },
        { "threshold", "score threshold must be finite, is NaN", ModelCardPart.ScoreCalibration },
        { "transformation", "no transformation 77", ModelCardPart.ScoreCalibration },
    };

    [Theory]
    [InlineData("\"labels\":[", "\"labels\":[],\"labels\":[", "labels")]
    [InlineData("\"labels\":[\"ant\"", "\"labels\":[\"\\ud800\"", "$.card.labels[0]")]
    [InlineData("\"labels\":[", "\"\\ud800\":1,\"labels\":[", "card")]
    [InlineData("\"metrics\":{", "\"metrics\":{\"a\":1,\"a\":2", "$.card.provenance.metrics.a")]
    [InlineData("\"provenance\":{", "\"provenance\":{\"epochs\":99999999999,", "$.card.provenance.epochs")]
    [InlineData("\"version\":1", "\"version\":1e99", "$.version")]
    public void Damaged_JSON_is_told_with_the_field(string right, string wrong, string where)
    {
        using var model = ModelWith(Card);
        var json = ModelCardJson.ToJson(model.Card, model.Graph);
        Assert.Contains(right, json, StringComparison.Ordinal);
        var e = Assert.Throws<ModelCardException>(() => ModelCardJson.Parse(json.Replace(right, wrong, StringComparison.Ordinal)));
        Assert.StartsWith("The model card is invalid: ", e.Message, StringComparison.Ordinal);
        Assert.Contains(where, e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public void A_leaky_ReLU_whose_slope_is_no_number_is_refused() =>
        Assert.Throws<ModelCardException>(() => ModelCardJson.Parse(File.ReadAllText(TestKit.SharedData.Path("cases/card-leaky-relu-nan.json"))));

    [Theory]
    [InlineData("""{ "cropFraction": 1, "cropFraction": 2 }""")]
    [InlineData("""{ "\ud800": 1 }""")]
    [InlineData("""{ "image_mean": [0, 0, 0], "do_normalize": 1, "do_normalize": 2 }""")]
    [InlineData("""{ "shortSide": 99999999999 }""")]
    public void Damaged_preprocessing_is_told_in_one_line(string json) =>
        Assert.DoesNotContain('\n', Assert.Throws<ModelCardException>(() => Preprocessing.FromJson(json)).Message);

    [Theory]
    [MemberData(nameof(Faults))]
    public void An_invalid_card_is_refused_with_the_part_at_fault(string fault, string message, ModelCardPart part)
    {
        ModelWith(Card).Dispose();
        var e = Assert.Throws<ModelCardException>(() => ModelWith(fault switch
        {
            "task" => Card with { Task = (ModelTask)77 },
            "output kind" => Card with { Outputs = ModelCard.Empty.Outputs.Add("logits", (OutputKind)77) },
            "output" => Card with { Outputs = ModelCard.Empty.Outputs.Add("boxes", OutputKind.Boxes) },
            "label" => Card with { Labels = ["ant", null!] },
            "labels" => Card with { Labels = ["ant", "bee", "cat"] },
            "interpolation" => With(Preprocessing.TensorFlow with { Interpolation = (Interpolation)77 }),
            "channel order" => With(Preprocessing.TensorFlow with { ChannelOrder = (ChannelOrder)77 }),
            "deviation" => With(Preprocessing.TensorFlow with { Deviation = [1, 0, 1] }),
            "calibrations" => Card with { ScoreCalibration = new() { Classes = [null] } },
            "scale" => Card with { ScoreCalibration = new() { Classes = [null, new(-1, 1, 0)] } },
            "threshold" => Card with { ScoreThreshold = float.NaN },
            "transformation" => Card with { ScoreCalibration = new() { Transformation = (ScoreTransformation)77, Classes = [null, null] } },
            _ => With(Preprocessing.TorchVision(0)),
        }));
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
        Assert.Equal(part, e.Part);
        Assert.Equal(part, Assert.IsType<ModelCardException>(e.In("file")).Part);

        static ModelCard With(Preprocessing preprocessing) => Card with { Preprocessing = preprocessing };
    }

    /// <summary>Written by hand, with no more than it needs.</summary>
    [Fact]
    public void What_a_card_leaves_out_has_its_usual_value()
    {
        using var model = ModelWith(Card);
        var json = ModelCardJson.ToJson(Card with { Preprocessing = Preprocessing.TorchVision() }, model.Graph);
        var shorter = json
            .Replace("\"cropFraction\":1,", "", StringComparison.Ordinal)
            .Replace("\"interpolation\":\"PillowBilinear\",", "", StringComparison.Ordinal)
            .Replace("\"channelOrder\":\"Rgb\",", "", StringComparison.Ordinal)
            .Replace(",\"provenance\":{\"metrics\":{}}", "", StringComparison.Ordinal);
        Assert.DoesNotMatch("cropFraction|interpolation|channelOrder|provenance", shorter);
        Assert.Equal(json, ModelCardJson.ToJson(ModelCardJson.Parse(shorter).Card, model.Graph));
    }

    /// <summary>Files of version 0.1 spell it so; with both, the new one counts.</summary>
    [Theory]
    [InlineData("\"licence\":\"MIT\"", "MIT")]
    [InlineData("\"licence\":\"MIT\",\"source\":\"us\"", "MIT")]
    [InlineData("\"license\":\"BSD-3-Clause\",\"licence\":\"MIT\"", "BSD-3-Clause")]
    [InlineData("\"licence\":\"MIT\",\"license\":\"BSD-3-Clause\"", "BSD-3-Clause")]
    public void The_license_of_an_older_file_is_read_and_written_by_its_new_name(string provenance, string license)
    {
        using var model = ModelWith(Card);
        var json = ModelCardJson.ToJson(Card, model.Graph);
        var older = json.Replace("\"provenance\":{", $"\"provenance\":{{{provenance},", StringComparison.Ordinal);
        Assert.NotEqual(json, older);
        var (card, graph) = ModelCardJson.Parse(older);
        Assert.Equal(license, card.Provenance.License);
        var written = ModelCardJson.ToJson(card, graph);
        Assert.Contains($"\"license\":\"{license}\"", written, StringComparison.Ordinal);
        Assert.DoesNotContain("licence", written, StringComparison.Ordinal);
    }
}
