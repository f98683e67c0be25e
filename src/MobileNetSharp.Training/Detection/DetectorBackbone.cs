using System.Text.RegularExpressions;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Detection;

/// <summary>A classifier as the backbone of a detector.</summary>
static partial class DetectorBackbone
{
    /// <summary>Everything up to the last map, then a head with random weights. The whole image is stretched to the input.</summary>
    public static Model AddHead(Model model, IReadOnlyList<string> classNames, Recipe recipe, DetectionDataset? images)
    {
        var detection = recipe.Detection ?? new();
        var preprocessing = model.Card.Preprocessing
            ?? throw new ModelCardException(ModelCardPart.Preprocessing, $"The network '{model.Graph.Name}' does not say how its images are prepared.");
        preprocessing = preprocessing with { CropFraction = 1, ShortSide = null, CropToAspectRatio = false, Letterbox = null, InputSize = null };
        var features = LastMap(model);
        var trunk = model.Graph.WithOutputs(("features", features.Name));
        var size = detection.InputSize > 0 ? detection.InputSize : trunk.Inputs[0].Shape.Size;
        var name = $"{detection.Head.ToString().ToLowerInvariant()}_{Resolution().Replace(model.Graph.Name, "")}_{(size.Height == size.Width ? $"{size.Height}" : $"{size}")}";
        var builder = DetectorReplacement.Extend(trunk, name, size, DialectOf(trunk));
        return detection.Head is DetectionHead.YoloV2 or DetectionHead.YoloV2Lite
            ? YoloV2Replacement.AddHead(model, builder, builder.Find(features.Name)!, WidthOf(trunk), preprocessing, classNames, recipe, images)
            : AddSsdHead(model, builder, builder.Find(features.Name)!, WidthOf(trunk), preprocessing, classNames, recipe);
    }

    static Model AddSsdHead(Model model, GraphBuilder builder, Node features, double width, Preprocessing preprocessing, IReadOnlyList<string> classNames, Recipe recipe)
    {
        var detection = recipe.Detection ?? new();
        Ssd.AddHead(builder, features, classNames.Count, detection.Head == DetectionHead.SsdLite, width);
        var graph = builder.Build();
        var decoding = Ssd.DecodingOf(graph) with { ScoreFunction = detection.Scores };
        var weights = DetectorReplacement.Weights(model, graph, graph.Nodes.Where(Ssd.IsHead).ToHashSet(), decoding, recipe);
        return new Model(graph, weights, Ssd.CardOf(graph) with
        {
            BoxDecoding = decoding,
            Labels = [.. classNames],
            Preprocessing = preprocessing,
            Provenance = model.Card.Provenance,
        });
    }

    /// <summary>What is pooled before the classifier; without pooling, the last node that has more than one place.</summary>
    static Node LastMap(Model model)
    {
        var path = new List<Node>();
        for (var node = model.Graph.Outputs[0].Node; ; node = node.Inputs[0])
        {
            path.Add(node);
            if (node.Inputs.Length == 0)
                break;
        }

        var pooled = path.FirstOrDefault(node => node.Op is GlobalAveragePool or Pool && node.Shape is { Height: 1, Width: 1 })?.Inputs[0];
        // In Darknet-19, a convolution gives every place its logits, which are then averaged.
        if (pooled is { Op: Conv2d } && !path.TakeWhile(node => node != pooled).Any(node => node.Op is Conv2d or Linear))
            pooled = pooled.Inputs[0];
        return pooled ?? path.FirstOrDefault(node => node.Shape.Size.Area > 1 && node.Op is not Input)
            ?? throw DetectorReplacement.Unfit(model, "it has no map of features");
    }

    /// <summary>The conventions of the new layers: those that the backbone's have.</summary>
    static Dialect DialectOf(Graph trunk)
    {
        var isSymmetric = trunk.Nodes.Select(node => node.Op).OfType<Conv2d>().Where(conv => conv.Stride.Height > 1 && conv.Kernel.Height > 1)
            .All(conv => !conv.Padding.IsSame && conv.Padding == Padding.Symmetric(conv.Kernel, conv.Dilation));
        var dialect = isSymmetric ? Dialect.PyTorch : Dialect.TensorFlow;
        return trunk.Nodes.Select(node => node.Op).OfType<BatchNorm>().FirstOrDefault() is { } norm ? dialect with { BatchNormEpsilon = norm.Epsilon } : dialect;
    }

    /// <summary>The width multiplier, by the first layer, which has 32 channels at 1.</summary>
    static double WidthOf(Graph trunk) => trunk.Nodes.FirstOrDefault(node => node.Op is Conv2d) is { } stem ? Math.Clamp(stem.Channels / 32.0, 0.1, 1.5) : 1;

    [GeneratedRegex("_[0-9]+(x[0-9]+)?$")]
    private static partial Regex Resolution();
}
