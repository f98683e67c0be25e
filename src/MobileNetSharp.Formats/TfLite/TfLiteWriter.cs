using MobileNetSharp.Cards;
using MobileNetSharp.Formats.TfLite.Export;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>
/// Writes .tflite files (schema version 3) of float32 with TFLite's builtin operators: inputs <c>(N,H,W,C)</c>, outputs
/// <c>(N,H,W,C)</c>, or <c>(N,C)</c> where the map is one pixel; those that came from a file keep its axes. Batch normalization is folded into the convolution before
/// it, or becomes a depthwise one; a node's size that others follow becomes a number. The graph that is written, and the
/// card, are in the metadata, so that <see cref="TfLiteReader"/> restores them. Source:
/// https://github.com/tensorflow/tensorflow/blob/master/tensorflow/compiler/mlir/lite/schema/schema.fbs.
/// </summary>
public static class TfLiteWriter
{
    /// <summary>Writes a model; <see cref="NotSupportedException"/> where TFLite cannot hold it, or it is quantized.</summary>
    public static void Write(Model model, Stream stream, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var detections = options?.Detections ?? DetectionOutputs.Raw;
        if (detections == DetectionOutputs.Suppressed && model.Card.BoxDecoding is YoloV2Decoding)
            throw new NotSupportedException("Only the boxes of SSD and SSDLite can be decoded in a TFLite file, by its operator TFLite_Detection_PostProcess; YOLOv2 can be written with its raw output, or to ONNX with its boxes.");
        var prepared = TfLiteExport.Prepare(detections == DetectionOutputs.Suppressed ? JoinedDetector.Create(model) : model);
        foreach (var piece in TfLiteExport.Pieces(prepared, detections))
            stream.Write(piece.Span);
    }
}
