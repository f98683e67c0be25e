using System.Security.Cryptography;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Formats.Torch;
using MobileNetSharp.Graphs;
using MobileNetSharp.Transforms;

namespace MobileNetSharp.Formats;

/// <summary>
/// The card of a foreign model file: from the read options, or from a signature that leaves no doubt. Any other model keeps an
/// empty card, and what needs more of it throws.
/// </summary>
static class KnownModels
{
    /// <summary>torchvision's published MobileNetV2 weights, by the file's SHA-256, with their evaluation (docs.pytorch.org/vision, mobilenet_v2).</summary>
    static readonly (string Sha256, int ShortSide, double Top1Percent, double Top5Percent)[] TorchVisionWeights =
    [
        ("b03531047ffacf1e2488318dcd2aba1126cde36e3bfe1aa5cb07700aeeee9889", 256, 71.878, 90.286),
        ("7ebf99e03e254b273379b23edca7ec0da9f48273b23a332b93c1c99d49e86e8f", 232, 72.154, 90.822),
    ];

    /// <summary>The card of a model read from a file with these bytes.</summary>
    public static ModelCard Describe(Model model, ReadOptions options, ReadOnlySpan<byte> file)
    {
        var card = model.Card.Task is null ? Recognize(model, file) ?? model.Card : model.Card;
        card = KnownDetectors.Describe(card, model.Graph, options);
        if (options.Labels is { } labels && card.Task == ModelTask.Detection)
            card = card with { Labels = KnownDetectors.Labels(card, model.Graph, labels) };
        else if (options.Labels is { } names)
            card = Classifies(card, model.Graph) with { Labels = names };
        return options.Preprocessing is { } preprocessing ? card with { Preprocessing = OfInput(preprocessing, model.Graph) } : card;
    }

    /// <summary>
    /// Pixels as they are mean the integers of a quantized input: <c>scale·(pixel − zeroPoint)</c>. An int8 input takes them
    /// with 128 subtracted.
    /// </summary>
    internal static Preprocessing OfInput(Preprocessing preprocessing, Graph graph)
    {
        if (!IsRaw(preprocessing) || graph.Inputs is not [{ Quantization: { Axis: null, Type: ElementType.UInt8 or ElementType.Int8 } quantization }])
            return preprocessing;
        var (mean, deviation) = (quantization.ZeroPoints[0] + (quantization.Type == ElementType.Int8 ? 128f : 0), 1 / quantization.Scales[0]);
        return preprocessing with { Mean = [mean, mean, mean], Deviation = [deviation, deviation, deviation] };
    }

    static bool IsRaw(Preprocessing preprocessing) =>
        preprocessing.Mean.SequenceEqual(Preprocessing.Raw.Mean) && preprocessing.Deviation.SequenceEqual(Preprocessing.Raw.Deviation);

    /// <summary>What torchvision's published weights of that SHA-256 add to the card.</summary>
    internal static ModelCard WithTorchVisionWeights(ModelCard card, string sha256)
    {
        foreach (var (published, shortSide, top1, top5) in TorchVisionWeights)
        {
            if (!sha256.Equals(published, StringComparison.OrdinalIgnoreCase))
                continue;
            var metrics = new Provenance().Metrics.Add("top1Percent", top1).Add("top5Percent", top5);
            return card with
            {
                Preprocessing = Preprocessing.TorchVision(shortSide),
                Provenance = new()
                {
                    Source = $"torchvision mobilenet_v2-{published[..8]}",
                    Verification = FileVerification.Sha256,
                    License = "BSD-3-Clause",
                    Dataset = "ImageNet",
                    Metrics = metrics,
                },
            };
        }

        return card;
    }

    /// <summary>The card of a network with a known signature; null for any other.</summary>
    internal static ModelCard? Recognize(Model model, ReadOnlySpan<byte> file) =>
        Known(model, file) is { } card ? card with { Preprocessing = card.Preprocessing is { } published ? Before(model, published) : null } : null;

    /// <summary>
    /// What is left of a preprocessing where the network begins with a part of it, as a scale and a shift of each channel:
    /// <c>scale·x + shift = (value − mean)/deviation</c>, solved for x.
    /// </summary>
    static Preprocessing Before(Model model, Preprocessing preprocessing)
    {
        if (model.Graph.ReadersOf(model.Graph.Inputs[0]).ToArray() is not [{ Op: BatchNorm } first])
            return preprocessing;
        var (scale, shift) = FoldBatchNorm.ScaleAndShift(first, model.Weights);
        return preprocessing with
        {
            Mean = [.. preprocessing.Mean.Select((mean, c) => Rounded(mean + (shift[c] * preprocessing.Deviation[c])))],
            Deviation = [.. preprocessing.Deviation.Select((deviation, c) => Rounded(deviation * scale[c]))],
        };
    }

    /// <summary>Without what the rounding of a scale to float leaves, so that what cancels out is 0 and 1.</summary>
    static float Rounded(double number) => (float)Math.Round(number, 5);

    static ModelCard? Known(Model model, ReadOnlySpan<byte> file)
    {
        var graph = model.Graph;
        if (KnownDetectors.Recognize(graph) is { } detector)
            return detector;
        if (graph.Inputs is not [{ Channels: 3 } input] || !IsSymmetricRange(input.Quantization))
            return null;
        var classes = graph.Outputs is [var output] ? output.Node.Channels : 0;
        return (classes, Signature.PadsSame(graph)) switch
        {
            (1001, true) when Signature.IsClassifier(graph) => Classifies(
                new() { Labels = ClassNames.ImageNetWithBackground, Preprocessing = Preprocessing.TensorFlow }, graph),
            (1000, false) when Signature.IsClassifier(graph) => WithTorchVisionWeights(
                Classifies(new() { Labels = ClassNames.ImageNet, Preprocessing = Preprocessing.TorchVision() }, graph),
                Convert.ToHexString(SHA256.HashData(file))),
            (_, false) when classes > 1 && NamingConventions.AreTorchVisions(model.Weights.Keys) && Signature.IsClassifier(graph) =>
                Classifies(new() { Preprocessing = Preprocessing.TorchVision() }, graph),
            (21, _) when Signature.IsDeepLab(graph) => new()
            {
                Task = ModelTask.Segmentation,
                Outputs = ModelCard.Empty.Outputs.Add(graph.Outputs[0].Name, ClassifierHead.KindOf(graph.Outputs[0].Node)),
                Labels = ClassNames.PascalVoc,
                Preprocessing = Preprocessing.TensorFlow with { CropFraction = 1 },
            },
            (1, _) when graph.Outputs is [{ Node: { Op: ArgMax } map }] && map.Inputs[0].Channels == ClassNames.PascalVoc.Length && Signature.IsDeepLab(graph) => new()
            {
                Task = ModelTask.Segmentation,
                Labels = ClassNames.PascalVoc,
                Preprocessing = Preprocessing.TensorFlow with { CropFraction = 1 },
            },
            _ => null,
        };
    }

    /// <summary>A card without a task becomes a classifier's where the graph yields one number per class.</summary>
    static ModelCard Classifies(ModelCard card, Graph graph) =>
        card.Task is null && graph.Outputs is [{ Node.Shape.Size: { Height: 1, Width: 1 } } output]
            ? card with { Task = ModelTask.Classification, Outputs = card.Outputs.SetItem(output.Name, ClassifierHead.KindOf(output.Node)) }
            : card;

    /// <summary>True for a float input, and for a quantized one that spans [-1, 1].</summary>
    static bool IsSymmetricRange(Quantization? quantization) => quantization is null
        || (quantization.Axis is null && Math.Abs(quantization.Minimum + 1) < 0.02 && Math.Abs(quantization.Maximum - 1) < 0.02);
}
