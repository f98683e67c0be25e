using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Detection;

public class DetectorHeadTests
{
    static readonly int[] Sides = [4, 2];

    static SsdDecoding Decoding { get; } = new() { Anchors = SmallDetectors.Anchors(Sides, 2) };

    static Model Detector(ImmutableArray<string> labels, SsdDecoding? decoding = null) => SmallDetectors.Ssd(Sides, 2, labels, decoding ?? Decoding);

    [Fact]
    public void Several_outputs_of_boxes_and_scores_are_read_in_the_graphs_order()
    {
        using var model = Detector(["cat", "dog"]);
        var head = DetectorHead.FromModel(model);
        Assert.Equal(["boxes0", "boxes1"], head.BoxOutputs.Select(output => output.Name));
        Assert.Equal(["classes0", "classes1"], head.ScoreOutputs.Select(output => output.Name));
        Assert.Equal(["boxes0", "boxes1", "classes0", "classes1"], head.Select(model).Graph.Outputs.Select(output => output.Name));
        Assert.True(head.NamesClasses);
        using var nameless = model.WithCard(model.Card with { Labels = [] });
        Assert.Equal(["class 0", "class 1"], DetectorHead.FromModel(nameless).Labels);
    }

    public static TheoryData<string, ModelCardPart, Func<ModelCard, ModelCard>> Faults => new()
    {
        { "The model is for classification, not for detection.", ModelCardPart.Task, card => card with { Task = ModelTask.Classification, Labels = [] } },
        { "The model does not say how its outputs become boxes.", ModelCardPart.BoxDecoding, card => card with { BoxDecoding = null } },
        { "The model does not say how an image becomes its input.", ModelCardPart.Preprocessing, card => card with { Preprocessing = null } },
        { "The model does not say which of its outputs hold boxes.", ModelCardPart.Outputs, card => card with { Outputs = card.Outputs.Clear() } },
        { "The model does not say which of its outputs hold scores.", ModelCardPart.Outputs, card => card with { Outputs = card.Outputs.Remove("classes0").Remove("classes1") } },
        { "Some of the model's scores are logits and others probabilities.", ModelCardPart.Outputs, card => card with { Outputs = card.Outputs.SetItem("classes1", OutputKind.Probabilities) } },
        { "There are 20 anchors, but the outputs have 40 boxes.", ModelCardPart.BoxDecoding, card => card with { BoxDecoding = Decoding with { Anchors = SmallDetectors.Anchors(Sides, 1) } } },
        { "There are 1 anchors, but the outputs have 40 boxes.", ModelCardPart.BoxDecoding, card => card with { BoxDecoding = Decoding with { Anchors = new() { Stored = [0, 0, 1, 1] } } } },
        { "The outputs have 2 classes, but there are 3 labels: the background has none.", ModelCardPart.Labels, card => card with { Labels = ["background", "cat", "dog"] } },
        { "The outputs have 2 classes, but there are 1 labels.", ModelCardPart.Labels, card => card with { Labels = ["cat"] } },
        { "The outputs have 96 scores, which are not those of the background and at least one class for each of 40 anchors.", ModelCardPart.BoxDecoding, card => card with { Outputs = card.Outputs.Remove("classes1") } },
    };

    [Theory, MemberData(nameof(Faults))]
    public void What_a_card_lacks_or_has_wrong_is_said_with_its_part(string message, ModelCardPart part, Func<ModelCard, ModelCard> change)
    {
        using var model = Detector(["cat", "dog"]);
        var e = Assert.Throws<ModelCardException>(() => DetectorHead.FromModel(model.WithCard(change(model.Card))));
        Assert.Equal((message, part), (e.Message, e.Part));
    }

    [Fact]
    public void A_card_that_does_not_fit_the_outputs_is_refused_with_the_model()
    {
        using var model = Detector(["cat", "dog"]);
        Assert.Throws<ModelCardException>(() => model.WithCard(model.Card with { Labels = ["cat"] }));
        Assert.Throws<ModelCardException>(() => model.WithCard(model.Card with { BoxDecoding = Decoding with { Suppression = new() { IouThreshold = double.NaN } } }));
        Assert.Throws<ModelCardException>(() => model.WithCard(model.Card with { BoxDecoding = YoloV2.Decoding }));
    }

    [Fact]
    public void YOLOv2s_anchors_are_at_each_cell_and_as_large_as_so_many_cells()
    {
        var g = new GraphBuilder("yolo");
        g.Output("detector", g.Conv2d("detector", g.AveragePool("means", g.Input("input", new Shape(1, 64, 96, 3)), 16, 16), 2 * (5 + 1), kernel: 1));
        var graph = g.Build();
        using var model = new Model(graph, Initializer.TorchVision(graph, 1), ModelCard.Empty with
        {
            Task = ModelTask.Detection,
            Outputs = ModelCard.Empty.Outputs.Add("detector", OutputKind.Boxes),
            Labels = ["cat"],
            Preprocessing = Preprocessing.Raw,
            BoxDecoding = new YoloV2Decoding { Anchors = [new(1, 2), new(0.5, 0.5)] },
        });
        var head = DetectorHead.FromModel(model);
        var anchors = head.Anchors.Create(head.InputSize);
        Assert.Equal(4 * 4 * 6 * 2, anchors.Length);
        // Center, height and width in shares of 64 × 96 pixels; a cell has 16.
        float[] first = [8 / 64f, 8 / 96f, 32 / 64f, 16 / 96f, 8 / 64f, 8 / 96f, 8 / 64f, 8 / 96f];
        Assert.Equal(first, anchors[..8], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData("n/a")]
    [InlineData("N/A")]
    [InlineData("???")]
    [InlineData("")]
    [InlineData(" ")]
    public void An_id_that_is_not_used_is_never_detected(string label)
    {
        Assert.True(DetectorHead.IsUnused(label));
        foreach (var kind in Enum.GetValues<SuppressionKind>())
        {
            using var model = Detector(["cat", label, "dog"], Decoding with { HasBackground = false, Suppression = new() { Kind = kind } });
            var head = DetectorHead.FromModel(model);
            float[][] outputs = [.. head.BoxOutputs.Concat(head.ScoreOutputs).Select(output => new float[output.Node.Shape.Count])];
            // The unused class has the highest score everywhere.
            foreach (var scores in outputs[2..])
            {
                for (var i = 1; i < scores.Length; i += 3)
                    scores[i] = 5;
            }

            var found = head.CreateDecoder().Decode(outputs, 0, new Size(10, 10)).ToArray();
            Assert.NotEmpty(found);
            Assert.DoesNotContain(1, found.Select(box => box.Class));
        }
    }

    [Fact]
    public void With_another_input_size_the_anchors_are_those_of_the_new_maps()
    {
        var graph = Ssd.Build(new() { Backbone = new MobileNetV2Options { WidthMultiplier = 0.35 }, Resolution = 96, Classes = 2 });
        var card = Ssd.CardOf(graph);
        var larger = graph.WithInput(2, 160, 256);
        Assert.Equal(Ssd.CardOf(larger).BoxDecoding, card.ForInputOf(larger).BoxDecoding);
        Assert.Same(card, card.ForInputOf(graph.WithBatch(3)));
        using var model = SmallDetectors.Of(larger, card.ForInputOf(larger));
        Assert.Equal(new Size(160, 256), DetectorHead.FromModel(model).InputSize);
        var stored = card with { BoxDecoding = Ssd.DecodingOf(graph) with { Anchors = new() { Stored = [.. Ssd.DecodingOf(graph).Anchors.Create(96)] } } };
        Assert.Equal(ModelCardPart.BoxDecoding, Assert.Throws<ModelCardException>(() => stored.ForInputOf(larger)).Part);
    }

    [Fact]
    public void Suppression_out_of_bounds_is_refused()
    {
        using var model = Detector(["cat", "dog"]);
        Assert.Throws<ArgumentException>(() => DetectorHead.FromModel(model).CreateDecoder(new() { MaximumDetections = 0 }));
    }
}
