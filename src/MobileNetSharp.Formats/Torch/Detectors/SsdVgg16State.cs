using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;
using MobileNetSharp.Graphs;
using MobileNetSharp.Models;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Torch.Detectors;

/// <summary>State dicts of SSD300 on VGG16, in the names of torchvision and of https://github.com/amdegroot/ssd.pytorch.</summary>
static class SsdVgg16State
{
    static readonly Names TorchVision = new(
        [
            .. Numbered("backbone.features", 0, 2, 5, 7, 10, 12, 14, 17, 19, 21), .. Numbered("backbone.extra.0", 1, 3, 5), .. Numbered("backbone.extra.0.7", 1, 3),
            .. Enumerable.Range(1, 4).SelectMany(extra => Numbered(FormattableString.Invariant($"backbone.extra.{extra}"), 0, 2)),
        ],
        "backbone.scale_weight", "head.regression_head.module_list", "head.classification_head.module_list");

    static readonly Names SsdPytorch = new(
        [.. Numbered("vgg", 0, 2, 5, 7, 10, 12, 14, 17, 19, 21, 24, 26, 28, 31, 33), .. Numbered("extras", 0, 1, 2, 3, 4, 5, 6, 7)],
        "L2Norm.weight", "loc", "conf");

    /// <summary>ssd.pytorch's default boxes for VOC's 20 classes; those for COCO are Caffe's (data/config.py).</summary>
    static readonly SsdAnchors Voc = SsdAnchors.Caffe300 with { Scales = [0.1, 0.2, 0.37, 0.54, 0.71, 0.88, 1.05], IsClamped = true };

    static readonly SsdDecoding Decoding = new()
    {
        Anchors = new(),
        Coder = new() { Order = BoxCodeOrder.XYWidthHeight },
        ScoreFunction = ScoreFunction.Softmax,
        Suppression = new() { IouThreshold = 0.45, ScoreThreshold = 0.01, MaximumDetections = 200, MaximumPerClass = 200, MaximumCandidates = 200 },
    };

    /// <summary>The model; null where the names are not those of one.</summary>
    public static Model? Find(IReadOnlyDictionary<string, Tensor> tensors)
    {
        var isTorchVision = tensors.ContainsKey(TorchVision.Scale) && tensors.ContainsKey($"{TorchVision.Scores}.0.weight");
        var names = isTorchVision ? TorchVision : SsdPytorch;
        if (!tensors.ContainsKey(names.Scale) || !tensors.TryGetValue($"{names.Scores}.0.weight", out var scores) || !tensors.ContainsKey($"{names.Boxes}.0.weight"))
            return null;
        var anchors = SsdVgg16.AnchorsConv4;
        if (scores.Shape is not [var channels, ..] || channels % anchors != 0 || channels / anchors is < 2 or > 1001)
            throw new ModelFormatException($"'{names.Scores}.0.weight' has the shape [{string.Join(", ", scores.Shape)}], which is not the background and from 1 to 1000 classes for each of {anchors} anchors.");
        var graph = SsdVgg16.Build(new() { Classes = (channels / anchors) - 1 });
        return new Model(graph, Weights(graph, tensors, names), isTorchVision ? TorchVisionCard(graph) : SsdPytorchCard(graph, channels / anchors));
    }

    /// <summary>torchvision's conventions (models/detection/ssd.py): its mean of 0…1, here times 255; 91 classes, the default, are COCO's.</summary>
    static ModelCard TorchVisionCard(Graph graph)
    {
        var card = SsdVgg16.CardOf(graph);
        return card with
        {
            BoxDecoding = KnownDetectors.TorchVisionSsd300(Maps(graph)),
            Labels = graph.Outputs[1].Node.Channels == SsdVgg16.AnchorsConv4 * (1 + ClassNames.Coco90.Length) ? ClassNames.Coco90 : [],
            Preprocessing = Preprocessing.Raw with { Interpolation = Interpolation.TensorFlowBilinear, Mean = [0.48235f * 255, 0.45882f * 255, 0.40784f * 255] },
        };
    }

    /// <summary>ssd.pytorch's: the boxes for VOC where there are 21 classes, else those for COCO (ssd.py); red first after all, less VGG's mean (data/voc0712.py).</summary>
    static ModelCard SsdPytorchCard(Graph graph, int classes)
    {
        var anchors = classes == ClassNames.PascalVoc.Length ? Voc : SsdAnchors.Caffe300 with { IsClamped = true };
        return SsdVgg16.CardOf(graph) with
        {
            BoxDecoding = Decoding with { Anchors = anchors.Create(Maps(graph)) },
            Preprocessing = Preprocessing.Raw with { Interpolation = Interpolation.TensorFlowBilinear, Mean = [123, 117, 104] },
        };
    }

    static Size[] Maps(Graph graph) => [.. graph.Outputs.Where(output => output.Name.StartsWith("boxes", StringComparison.Ordinal)).Select(output => output.Node.Shape.Size)];

    static WeightSet Weights(Graph graph, IReadOnlyDictionary<string, Tensor> tensors, Names names)
    {
        var backbone = new Queue<string>(names.Convolutions);
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Where(node => node.Op is Conv2d))
        {
            var theirs = node.Name switch
            {
                "conv4_3.scale" => null,
                _ when node.Name.StartsWith("boxes", StringComparison.Ordinal) => $"{names.Boxes}.{Map(node.Name)}",
                _ when node.Name.StartsWith("classes", StringComparison.Ordinal) => $"{names.Scores}.{Map(node.Name)}",
                _ => backbone.Dequeue(),
            };
            foreach (var spec in node.WeightsOf())
                weights.Add(spec.Name, Weight(spec, theirs is null ? names.Scale : theirs + spec.Name[spec.Name.LastIndexOf('.')..], tensors));
        }

        return new WeightSet(weights);

        static char Map(string node) => node.First(char.IsAsciiDigit);
    }

    static Tensor Weight(WeightSpec spec, string name, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var tensor = tensors.GetValueOrDefault(name) ?? throw new ModelFormatException($"The tensors are those of SSD300 on VGG16, but there is no '{name}'.");
        // The scale of each channel is stored without the axes of a kernel.
        if (tensor.Shape is [var channels] && spec.Shape is [var expected, 1, 1, 1] && channels == expected)
            tensor = tensor.Reshape(spec.Shape);
        return tensor.Shape.AsSpan().SequenceEqual(spec.Shape.AsSpan())
            ? tensor
            : throw new ModelFormatException($"The tensors are those of SSD300 on VGG16, but '{name}' has the shape [{string.Join(", ", tensor.Shape)}], expected [{string.Join(", ", spec.Shape)}].");
    }

    static IEnumerable<string> Numbered(string prefix, params IEnumerable<int> numbers) => numbers.Select(number => FormattableString.Invariant($"{prefix}.{number}"));

    /// <summary>What the layers are called.</summary>
    /// <param name="Convolutions">Those of VGG and the extra layers, in the order in which they run.</param>
    /// <param name="Scale">The scale of each channel of the first map.</param>
    /// <param name="Boxes">The predictors of boxes, without their numbers.</param>
    /// <param name="Scores">The predictors of classes.</param>
    sealed record Names(ImmutableArray<string> Convolutions, string Scale, string Boxes, string Scores);
}
