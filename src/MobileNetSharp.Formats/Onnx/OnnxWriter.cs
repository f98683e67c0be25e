using Google.Protobuf;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Export;
using MobileNetSharp.Formats.Onnx.Schema;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>
/// Writes .onnx files (IR 8, operator set 17) for any runtime: inputs <c>(N,C,H,W)</c> with a free batch, outputs
/// <c>(N,C,H,W)</c>, or <c>(N,C)</c> where the map is one pixel; those that came from a file keep its axes. Batch normalization
/// stays; SAME padding becomes the amounts for the graph's input size; weights keep their bits, under Cast or DequantizeLinear
/// where they are not float32. The card and the counters of batch normalization are in the metadata, so that
/// <see cref="OnnxReader"/> restores the same model.
/// </summary>
public static class OnnxWriter
{
    /// <summary>Writes a model; <see cref="NotSupportedException"/> where ONNX cannot hold it (quantized activations, over 2 GB).</summary>
    public static void Write(Model model, Stream stream, ExportOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(stream);
        var detections = options?.Detections ?? DetectionOutputs.Raw;
        if (detections == DetectionOutputs.Suppressed)
            model = JoinedDetector.Create(model);
        if (OnnxExport.Fault(model) is { } fault)
            throw new NotSupportedException(fault);
        var proto = new ModelProto
        {
            IrVersion = 8,
            OpsetImport = { new OperatorSetIdProto { Version = OnnxExport.Opset } },
            ProducerName = "MobileNetSharp",
            DocString = detections == DetectionOutputs.Raw
                ? "Inputs (N,C,H,W); outputs (N,C,H,W), or (N,C) where the map is one pixel, unless they came with other axes."
                : "One image (1,C,H,W); boxes (detections,4): left, top, right, bottom as shares of the input; scores and classes (detections).",
            Graph = OnnxExport.Export(model, detections),
            MetadataProps = { new StringStringEntryProto { Key = OnnxCard.Key, Value = ModelCardJson.ToJson(model.Card, model.Graph) } },
        };
        if (OnnxCounters.Write(model) is { } counters)
            proto.MetadataProps.Add(new StringStringEntryProto { Key = OnnxCounters.Key, Value = counters });
        proto.WriteTo(stream);
    }
}
