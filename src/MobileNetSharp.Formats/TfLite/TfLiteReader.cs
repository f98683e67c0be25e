using MobileNetSharp.Cards;
using MobileNetSharp.Formats.TfLite.Import;
using MobileNetSharp.Formats.TfLite.Metadata;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// Reads TensorFlow Lite models (.tflite, schema version 3): float networks, and networks quantized per tensor or per channel,
/// whose weights keep their integers with scales and zero points. Source: https://ai.google.dev/edge/litert/models.
/// </summary>
public static class TfLiteReader
{
    /// <summary>
    /// The model in a file's bytes, which must stay as they are while it is used (weights are not copied where their layout
    /// allows it). Outputs keep the file's names. Throws <see cref="ModelFormatException"/>, also for an operator that our
    /// graphs do not have, which it names. A detector is read to the boxes and scores before its <c>TFLite_Detection_PostProcess</c>,
    /// which the card describes. A file of ours is restored to the graph and the card that it was written from.
    /// </summary>
    public static Model Read(ReadOnlyMemory<byte> file)
    {
        var content = new TfLiteFile(file);
        if (TfLiteCard.Read(content) is not var (card, graph))
            return Foreign(content);
        return TfLiteCard.Restore(content, card, graph) ?? TfLiteImport.Import(content, card);
    }

    /// <summary>Whether an operator of the file decodes and suppresses boxes.</summary>
    internal static bool HasSuppression(ReadOnlyMemory<byte> file)
    {
        var content = new TfLiteFile(file);
        return DetectionPostProcess.Find(content, Enumerable.Range(0, content.Operators.Count).Select(index => new TfLiteOperation(content, index))) is not null;
    }

    /// <summary>A file of another program's, whose card is TFLite's metadata, where it has any.</summary>
    static Model Foreign(TfLiteFile file)
    {
        var model = TfLiteImport.Import(file, ModelCard.Empty);
        return TfLiteMetadata.Read(file) is { } metadata
            ? model.WithCard(MetadataCard.Describe(metadata, file, model.Graph, model.Card.Task is null ? KnownModels.Recognize(model, file.Bytes.Span) ?? ModelCard.Empty : model.Card))
            : model;
    }
}
