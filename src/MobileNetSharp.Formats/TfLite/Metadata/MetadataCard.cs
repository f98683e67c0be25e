using System.Collections.Immutable;
using MobileNetSharp.Cards;
using MobileNetSharp.Classification;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.TfLite.Metadata;

/// <summary>A model card out of TFLite's metadata.</summary>
static class MetadataCard
{
    const int Levels = 256;

    /// <summary>What the metadata says of a network, over what is known of it by its signature (crop and resizing, which metadata does not tell).</summary>
    public static ModelCard Describe(TfLiteMetadata metadata, TfLiteFile file, Graph graph, ModelCard recognized)
    {
        var card = WithClasses(recognized, metadata, graph) with { ScoreThreshold = metadata.ScoreThreshold };
        if (metadata.Source.Length > 0)
            card = card with { Provenance = card.Provenance with { Source = metadata.Source } };
        if (graph.Inputs is not [{ Channels: 3 }] || ChannelNormalization(metadata, file.Tensor(file.Inputs[0])) is not var (mean, deviation))
            return card;
        return card with
        {
            Preprocessing = card.Preprocessing is { } known
                ? known with { Mean = mean, Deviation = deviation }
                : new() { Mean = mean, Deviation = deviation },
        };
    }

    /// <summary>As many labels as an output has channels are its classes, of the image or of each pixel; others, such as those of boxes, are only kept.</summary>
    static ModelCard WithClasses(ModelCard card, TfLiteMetadata metadata, Graph graph)
    {
        var output = metadata.ClassOutput >= 0 && metadata.ClassOutput < graph.Outputs.Length ? graph.Outputs[metadata.ClassOutput] : null;
        if (metadata.Labels.IsEmpty)
            return card;
        if (card.Task == ModelTask.Detection)
            return card with { Labels = KnownDetectors.Labels(card, graph, metadata.Labels) };
        if (output is null || output.Node.Channels != metadata.Labels.Length)
            return card.Labels.IsEmpty ? card with { Labels = metadata.Labels } : card;
        return card with
        {
            Task = output.Node.Shape.Size == 1 ? ModelTask.Classification : ModelTask.Segmentation,
            Outputs = card.Outputs.SetItem(output.Name, ClassifierHead.KindOf(output.Node)),
            Labels = metadata.Labels,
            ScoreCalibration = metadata.ScoreCalibration,
        };
    }

    /// <summary>
    /// Mean and deviation of each channel. An input of bytes gets the pixels' own, as Task Library passes them, where the
    /// metadata does not mean the same: some files say 0 and 1 there.
    /// </summary>
    static (ImmutableArray<float> Mean, ImmutableArray<float> Deviation)? ChannelNormalization(TfLiteMetadata metadata, TfLiteTensor input)
    {
        var (mean, deviation) = (PerChannel(metadata.Normalization.Mean), PerChannel(metadata.Normalization.Deviation));
        if (input.Type != TfLiteType.UINT8)
            return mean.IsEmpty ? null : (mean, deviation);
        var (scale, zeroPoint) = input.Quantization is { } quantization ? (quantization.Scales[0], (float)quantization.ZeroPoints[0]) : (1, 0);
        var isStated = !mean.IsEmpty && Enumerable.Range(0, mean.Length).All(c => IsNear(0, c) && IsNear(Levels - 1, c));
        return isStated ? (mean, deviation) : (PerChannel([zeroPoint]), PerChannel([1 / scale]));

        bool IsNear(int level, int c) => Math.Abs(((level - mean[c]) / deviation[c]) - (scale * (level - zeroPoint))) <= scale;
    }

    static ImmutableArray<float> PerChannel(ImmutableArray<float> numbers) => numbers is [var one] ? [one, one, one] : numbers;
}
