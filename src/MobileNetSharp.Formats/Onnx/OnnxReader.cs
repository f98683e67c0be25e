using Google.Protobuf;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Import;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>
/// Reads .onnx files (operator sets 7 to 21; https://onnx.ai/onnx/operators/): the operators that our graphs have, with
/// fixed sizes but for the batch, which is read as 1. Whatever cannot be read exactly is refused by name.
/// </summary>
public static class OnnxReader
{
    /// <summary>The model in a file's bytes; weights are copied once. Throws <see cref="ModelFormatException"/>.</summary>
    public static Model Read(ReadOnlyMemory<byte> file)
    {
        WireBudget.Check(file.Span);
        var proto = Parse(file.Span);
        var constants = new OnnxConstants(proto.Graph.Initializer);
        if (Metadata(proto, OnnxCard.Key) is not { } json)
            return Import(proto, constants, ModelCard.Empty);
        var (card, graph) = ModelCardJson.Parse(json);
        var counters = Metadata(proto, OnnxCounters.Key) is { } text ? OnnxCounters.Read(text, graph) : [];
        return OnnxCard.Restore(proto.Graph, constants, counters, card, graph) ?? Import(proto, constants, card);
    }

    static Model Import(ModelProto proto, OnnxConstants constants, ModelCard card)
    {
        var (graph, weights) = OnnxImport.Import(proto, constants);
        return new Model(graph, new WeightSet(weights), card);
    }

    static string? Metadata(ModelProto proto, string key) => proto.MetadataProps.FirstOrDefault(entry => entry.Key == key)?.Value;

    static ModelProto Parse(ReadOnlySpan<byte> file)
    {
        ModelProto proto;
        try
        {
            proto = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(file);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelFormatException($"Not an ONNX file: {e.Message}", e);
        }

        if (proto.IrVersion < 3)
            throw new ModelFormatException($"Not an ONNX file, or one from before ONNX 1.0: IR version {proto.IrVersion}, at least 3 is read.");
        return proto.Graph is null ? throw new ModelFormatException("The ONNX file has no graph.") : proto;
    }
}
