using MobileNetSharp.Cards;

namespace MobileNetSharp.Detection;

/// <summary>Whether the outputs of a detector, its anchors and its labels fit each other.</summary>
static class DetectorOutputs
{
    /// <summary>The number of classes without the background, or a <see cref="ModelCardException"/>.</summary>
    public static int Check(DetectorHead head, ModelCard card)
    {
        if (head.BoxOutputs.IsEmpty)
            throw new ModelCardException(ModelCardPart.Outputs, "The model does not say which of its outputs hold boxes.");
        var classes = head.Decoding switch
        {
            SsdDecoding ssd => Classes(head, ssd),
            YoloV2Decoding yolo => Classes(head, yolo),
            _ => throw new NotSupportedException(),
        };
        if (!card.Labels.IsEmpty && card.Labels.Length != classes)
        {
            var background = card.Labels.Length - classes == 1 ? ": the background is none of them" : "";
            throw new ModelCardException(ModelCardPart.Labels, $"The outputs have {classes} classes, but there are {card.Labels.Length} labels{background}.");
        }

        return classes;
    }

    static int Classes(DetectorHead head, SsdDecoding ssd)
    {
        if (head.ScoreOutputs.IsEmpty)
            throw new ModelCardException(ModelCardPart.Outputs, "The model does not say which of its outputs hold scores.");
        long boxes = head.BoxOutputs.Sum(output => output.Node.Shape.CountPerImage), scores = head.ScoreOutputs.Sum(output => output.Node.Shape.CountPerImage);
        long anchors = ssd.Anchors.Count;
        if (scores > Array.MaxLength)
            throw new ModelCardException(ModelCardPart.Outputs, $"The outputs have {scores} scores for each image, which are too many.");
        if (boxes != 4 * anchors)
            throw new ModelCardException(ModelCardPart.BoxDecoding, $"There are {anchors} anchors, but the outputs have {boxes / 4.0:0.##} boxes.");
        var channels = scores / anchors;
        var classes = channels - (ssd.HasBackground ? 1 : 0);
        if (scores % anchors != 0 || classes < 1)
            throw new ModelCardException(ModelCardPart.BoxDecoding, $"The outputs have {scores} scores, which are not those of a class or more{(ssd.HasBackground ? " and the background" : "")} for each of {anchors} anchors.");
        foreach (var output in head.ScoreOutputs)
        {
            if (output.Node.Shape.CountPerImage % channels != 0)
                throw new ModelCardException(ModelCardPart.Outputs, $"The output '{output.Name}' has {output.Node.Shape.CountPerImage} scores, which are not {channels} for each anchor.");
        }

        return (int)classes;
    }

    static int Classes(DetectorHead head, YoloV2Decoding yolo)
    {
        if (head.BoxOutputs.Length != 1 || !head.ScoreOutputs.IsEmpty)
            throw new ModelCardException(ModelCardPart.Outputs, "YOLOv2 has a single output with boxes and scores.");
        var channels = head.BoxOutputs[0].Node.Channels;
        var classes = (channels / yolo.Anchors.Length) - 5;
        if (channels % yolo.Anchors.Length != 0 || classes < 1)
            throw new ModelCardException(ModelCardPart.BoxDecoding, $"The output '{head.BoxOutputs[0].Name}' has {channels} channels, which are not 5 and the classes for each of {yolo.Anchors.Length} anchors.");
        return classes;
    }
}
