using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Detection;

/// <summary>YOLOv2 for other classes: its last convolution is new, with anchors that fit the data set's boxes.</summary>
static class YoloV2Replacement
{
    const int Stride = 32;

    /// <summary>A YOLOv2 whose last convolution is replaced, unless it has these classes already.</summary>
    public static Model Replace(Model model, YoloV2Decoding decoding, IReadOnlyList<string> classNames, Recipe recipe, DetectionDataset? images)
    {
        if (model.Graph.Outputs is not [{ Node: { Op: Conv2d { Groups: 1 } last } detector }])
            throw DetectorReplacement.Unfit(model, "its output does not come from a convolution");
        Size size = recipe.Detection?.InputSize is > 0 and var side ? side : model.Graph.Inputs[0].Shape.Size;
        var isSame = recipe.Network.Pretrained && model.Card.Labels.SequenceEqual(classNames);
        var builder = DetectorReplacement.Extend(model.Graph.WithOutputs(("features", detector.Inputs[0].Name)), model.Graph.Name, size);
        var features = builder.Find(detector.Inputs[0].Name)!;
        decoding = decoding with { Suppression = YoloV2.Decoding.Suppression };
        if (!isSame)
            decoding = decoding with { Anchors = Anchors(model.Card.Preprocessing!, size, features.Shape.Size, recipe, images) ?? decoding.Anchors };
        var fresh = builder.Node(detector.Name, last with { Channels = decoding.Anchors.Length * (5 + classNames.Count), HasBias = true }, features);
        builder.Output("detections", fresh);
        return Finish(model, builder.Build(), isSame ? [] : [fresh], decoding, classNames, recipe, model.Card.Preprocessing!);
    }

    /// <summary>YOLOv2's head on the last map of a classifier.</summary>
    public static Model AddHead(
        Model model, GraphBuilder builder, Node features, double width, Preprocessing preprocessing, IReadOnlyList<string> classNames, Recipe recipe, DetectionDataset? images)
    {
        var size = builder.Find(model.Graph.Inputs[0].Name)!.Shape.Size;
        if (size.Height % Stride != 0 || size.Width % Stride != 0)
            throw DetectorReplacement.Unfit(model, $"its input is {size}; YOLOv2 takes multiples of {Stride} (detection.inputSize)");
        var anchors = Anchors(preprocessing, size, features.Shape.Size, recipe, images)
            ?? throw new ArgumentException("YOLOv2's anchors are found among the boxes of a data set, which the task must be made with.", nameof(images));
        YoloV2.AddHead(builder, features, anchors.Length, classNames.Count, recipe.Detection!.Head == DetectionHead.YoloV2Lite, width);
        var graph = builder.Build();
        return Finish(model, graph, graph.Nodes.Where(YoloV2.IsHead).ToHashSet(), YoloV2.Decoding with { Anchors = anchors }, classNames, recipe, preprocessing);
    }

    static ImmutableArray<CellAnchor>? Anchors(Preprocessing preprocessing, Size size, Size cells, Recipe recipe, DetectionDataset? images) =>
        images is not null && AnchorClusters.ShapesOf(images, preprocessing, size, cells) is { Count: > 0 } shapes
            ? AnchorClusters.Find(shapes, (recipe.Detection ?? new()).YoloV2.Anchors, (ulong)recipe.Seed)
            : null;

    static Model Finish(
        Model model, Graph graph, HashSet<Node> fresh, YoloV2Decoding decoding, IReadOnlyList<string> classNames, Recipe recipe, Preprocessing preprocessing)
    {
        var weights = DetectorReplacement.Weights(model, graph, fresh, recipe);
        var detector = graph.Outputs[0].Node;
        if (recipe.Detection?.Prior is > 0 and var prior && fresh.Contains(detector))
            weights[$"{detector.Name}.bias"] = Objectness(prior, decoding.Anchors.Length, classNames.Count);
        return new Model(graph, new WeightSet(weights), YoloV2.CardOf(graph) with
        {
            BoxDecoding = decoding,
            Labels = [.. classNames],
            Preprocessing = preprocessing,
            Provenance = model.Card.Provenance,
        });
    }

    /// <summary>The biases with which every anchor's objectness is the prior.</summary>
    static Tensor Objectness(double prior, int anchors, int classes)
    {
        var biases = new float[anchors * (5 + classes)];
        for (var anchor = 0; anchor < anchors; anchor++)
            biases[(anchor * (5 + classes)) + 4] = (float)-Math.Log((1 - prior) / prior);
        return Tensor.FromFloats([biases.Length], biases);
    }
}
