using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Detection;

/// <summary>The outputs of a detector, if they, its anchors and its labels fit each other.</summary>
/// <param name="Boxes">Those with boxes, in the graph's order.</param>
/// <param name="Scores">Those with scores.</param>
/// <param name="YieldsLogits">Whether the scores are logits.</param>
/// <param name="Classes">How many classes there are, without the background.</param>
sealed record DetectorOutputs(ImmutableArray<GraphOutput> Boxes, ImmutableArray<GraphOutput> Scores, bool YieldsLogits, int Classes)
{
    /// <summary>More than any list of classes, each of which has a name.</summary>
    const int MaximumClasses = 100_000;

    /// <summary>Seconds of comparing boxes with those that were kept.</summary>
    const long MaximumComparisons = 1L << 30;

    /// <exception cref="ModelCardException">They do not fit; with the part of the card that is at fault.</exception>
    public static DetectorOutputs Of(Graph graph, ModelCard card, BoxDecoding decoding)
    {
        ImmutableArray<GraphOutput> boxes = [.. graph.Outputs.Where(output => Kind(output) == OutputKind.Boxes)];
        ImmutableArray<GraphOutput> scores = [.. graph.Outputs.Where(output => Kind(output) is OutputKind.Logits or OutputKind.Probabilities)];
        if (boxes.IsEmpty)
            throw Fault(ModelCardPart.Outputs, "The model does not say which of its outputs hold boxes.");
        if (scores.Select(Kind).Distinct().Count() > 1)
            throw Fault(ModelCardPart.Outputs, "Some of the model's scores are logits and others probabilities.");
        var classes = decoding switch
        {
            SsdDecoding ssd => CountClasses(boxes, scores, ssd),
            YoloV2Decoding yolo => CountClasses(boxes, scores, yolo),
            _ => throw new NotSupportedException($"Outputs of {decoding.GetType().Name} cannot be decoded."),
        };
        if (classes > MaximumClasses)
            throw Fault(ModelCardPart.Outputs, $"The outputs have {classes} classes, which are too many.");
        if (!card.Labels.IsEmpty && card.Labels.Length != classes)
        {
            var background = card.Labels.Length - classes == 1 ? ": the background has none" : "";
            throw Fault(ModelCardPart.Labels, $"The outputs have {classes} classes, but there are {card.Labels.Length} labels{background}.");
        }

        return new(boxes, scores, scores.IsEmpty || Kind(scores[0]) == OutputKind.Logits, classes);

        OutputKind? Kind(GraphOutput output) => card.Outputs.TryGetValue(output.Name, out var kind) ? kind : null;
    }

    static int CountClasses(ImmutableArray<GraphOutput> boxes, ImmutableArray<GraphOutput> scores, SsdDecoding ssd)
    {
        if (scores.IsEmpty)
            throw Fault(ModelCardPart.Outputs, "The model does not say which of its outputs hold scores.");
        long anchors = ssd.Anchors.Count, codes = Count(boxes), values = Count(scores);
        if (values > Array.MaxLength)
            throw Fault(ModelCardPart.Outputs, $"The outputs have {values} scores for each image, which are too many.");
        if (codes != 4 * anchors)
            throw Fault(ModelCardPart.BoxDecoding, FormattableString.Invariant($"There are {anchors} anchors, but the outputs have {codes / 4.0:0.##} boxes."));
        if (anchors * ssd.Suppression.MaximumDetections > MaximumComparisons)
            throw Fault(ModelCardPart.BoxDecoding, $"{anchors} anchors and {ssd.Suppression.MaximumDetections} detections of an image are too many together.");
        var (channels, background) = (values / anchors, ssd.HasBackground ? 1 : 0);
        if (values % anchors != 0 || channels <= background)
            throw Fault(ModelCardPart.BoxDecoding, $"The outputs have {values} scores, which are not those of {(ssd.HasBackground ? "the background and " : "")}at least one class for each of {anchors} anchors.");
        var odd = scores.FirstOrDefault(output => output.Node.Shape.CountPerImage % channels != 0);
        if (odd is not null)
            throw Fault(ModelCardPart.Outputs, $"The output '{odd.Name}' has {odd.Node.Shape.CountPerImage} scores, which are not {channels} for each anchor.");
        return (int)channels - background;
    }

    static int CountClasses(ImmutableArray<GraphOutput> boxes, ImmutableArray<GraphOutput> scores, YoloV2Decoding yolo)
    {
        if (boxes.Length != 1 || !scores.IsEmpty)
            throw Fault(ModelCardPart.Outputs, "YOLOv2 has a single output with boxes and scores.");
        var (channels, remainder) = Math.DivRem(boxes[0].Node.Channels, yolo.Anchors.Length);
        if (remainder != 0 || channels < 6)
            throw Fault(ModelCardPart.BoxDecoding, $"The output '{boxes[0].Name}' has {boxes[0].Node.Channels} channels, which are not 5 and at least one class for each of {yolo.Anchors.Length} anchors.");
        return channels - 5;
    }

    static long Count(ImmutableArray<GraphOutput> outputs) => outputs.Sum(output => output.Node.Shape.CountPerImage);

    static ModelCardException Fault(ModelCardPart part, string fault) => new(part, fault);
}
