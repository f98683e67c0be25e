using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Tests.Models;

/// <summary>Each detector that is built by its name is decoded without anything else being said.</summary>
public class DetectorCardTests
{
    [Theory]
    [InlineData("ssdlite_mobilenet_v2_320", 2034)]
    [InlineData("ssdlite_mobilenet_v2_300", 1917)]
    [InlineData("ssdlite_mobilenet_v1_0.25_192", 738)]
    [InlineData("ssd_mobilenet_v2_0.35_160x96", 0)]
    [InlineData("ssd_vgg16_300", 8732)]
    [InlineData("ssd_vgg16_512", 24564)]
    [InlineData("yolov2_416", 0)]
    [InlineData("yolov2_tiny_416", 0)]
    public void A_network_of_a_name_has_a_card_that_fits(string name, int anchors)
    {
        var graph = Networks.Build(name);
        var card = Networks.CardOf(graph);
        using var model = new Model(graph, new WeightSet(ZeroWeights(graph)), card);
        var head = DetectorHead.FromModel(model);
        Assert.Equal(80, head.Labels.Length);
        if (anchors > 0)
            Assert.Equal(anchors, Assert.IsType<SsdDecoding>(head.Decoding).Anchors.Count);
        var (readCard, readGraph) = ModelCardJson.Parse(ModelCardJson.ToJson(card, graph));
        Assert.Equal(card.BoxDecoding, readCard.BoxDecoding);
        Assert.Equal(card.Preprocessing, readCard.Preprocessing);
        Assert.Equal(head.BoxOutputs.Length, DetectorHead.FromModel(new Model(readGraph, model.Weights, readCard)).BoxOutputs.Length);
    }

    [Fact]
    public void A_classifier_has_none() => Assert.Equal(ModelCard.Empty, Networks.CardOf(Networks.Build("mobilenet_v2_0.35_96")));

    [Fact]
    public void Outputs_of_zeros_are_the_anchors_themselves()
    {
        var graph = Networks.Build("ssdlite_mobilenet_v2_0.35_160x96");
        using var model = new Model(graph, Initializer.TfSlim(graph, 1), Networks.CardOf(graph));
        var head = DetectorHead.FromModel(model);
        var outputs = head.BoxOutputs.Concat(head.ScoreOutputs).Select(output => new float[output.Node.Shape.Count]).ToArray();
        // One anchor of the second map (5 × 3) is sure of class 7: the last at row 2, column 1, a square of scale √(0.35·0.5).
        Array.Fill(outputs[6], -20, 0, outputs[6].Length);
        foreach (var scores in outputs[6..])
            Array.Fill(scores, -20);
        outputs[7][(((2 * 3) + 1) * 6 * 81) + (5 * 81) + 8] = 4;
        var found = head.CreateDecoder(new() { ScoreThreshold = 0.5 }).Decode(outputs, 0, new Size(160, 96)).ToArray();
        var detection = Assert.Single(found);
        Assert.Equal((7, 0.982f), (detection.Class, MathF.Round(detection.Score, 3)));
        var side = Math.Sqrt(0.35 * 0.5) * 96;
        Assert.True(detection.Box.IntersectionOverUnion(Box.FromCenter(1.5 / 3 * 96, 2.5 / 5 * 160, side, side)) > 0.9999, detection.Box.ToString());
    }

    [Fact]
    public void YOLOv2_by_hand()
    {
        var graph = Networks.Build("yolov2_64");
        using var model = new Model(graph, new WeightSet(ZeroWeights(graph)), Networks.CardOf(graph));
        var head = DetectorHead.FromModel(model);
        var output = new float[2 * 2 * 5 * 85];
        for (var anchor = 0; anchor < 20; anchor++)
            output[(anchor * 85) + 4] = -20;
        // Row 1, column 0, the second anchor: the center is at sigmoid(0) = ½ and sigmoid(1) of the cell, twice as wide as the anchor.
        var at = output.AsSpan(((2 * 5) + 1) * 85, 85);
        (at[0], at[1], at[2], at[3], at[4]) = (0, 1, MathF.Log(2), 0, 2);
        at[5 + 3] = 6;
        // An image of 100 × 50 lies in the middle of the input, 64 × 32.
        var found = head.CreateDecoder().Decode([output], 0, new Size(50, 100), new Box(0, -25, 100, 75), TestContext.Current.CancellationToken).ToArray();
        var (objectness, share) = (1 / (1 + Math.Exp(-2)), Math.Exp(6) / (Math.Exp(6) + 79));
        Assert.Equal(3, found[0].Class);
        Assert.Equal(objectness * share, found[0].Score, 1e-5);
        var box = Box.FromCenter(0.25 * 100, -25 + ((1 + (1 / (1 + Math.Exp(-1)))) / 2 * 100), 2 * 1.87446 / 2 * 100, 2.06253 / 2 * 100).Clip(100, 50);
        Assert.True(found[0].Box.IntersectionOverUnion(box) > 0.9999, $"{found[0].Box}, not {box}");
    }

    /// <summary>Zeros, which are made faster than random numbers.</summary>
    static IEnumerable<KeyValuePair<string, Tensor>> ZeroWeights(Graph graph) => graph.WeightsOf().Select(spec =>
        KeyValuePair.Create(spec.Name, spec.Role == WeightRole.BatchNormCounter ? Tensor.FromInt64(spec.Shape, [0]) : Tensor.FromFloats(spec.Shape, new float[spec.Count])));
}
