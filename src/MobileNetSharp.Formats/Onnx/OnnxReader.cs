using Google.Protobuf;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Export;
using MobileNetSharp.Formats.Onnx.Import;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>
/// Reads .onnx files (operator sets 7 to 27; https://onnx.ai/onnx/operators/): the operators that our graphs have, with
/// the batch of 1 where it is free. Whatever cannot be read exactly is refused by name.
/// </summary>
public static class OnnxReader
{
    /// <summary>
    /// The model in a file's bytes; weights are copied once. A height and width that the file leaves free are those given.
    /// Throws <see cref="ModelFormatException"/>, also where weights lie in other files: <see cref="ModelFile.Load(string, ReadOptions?)"/> reads those.
    /// </summary>
    public static Model Read(ReadOnlyMemory<byte> file, Size? inputSize = null) => Read(new ModelFiles(new FileBytes(file, null)), inputSize);

    /// <summary>The same of a file, with weights in the files beside it, which are not copied.</summary>
    internal static Model Read(ModelFiles files, Size? inputSize)
    {
        WireBudget.Check(files.Memory.Span);
        var proto = Parse(files.Memory.Span);
        var constants = new OnnxConstants(proto.Graph.Initializer, new OnnxExternalData(files));
        if (Metadata(proto, OnnxCard.Key) is not { } json)
            return Import(proto, constants, ModelCard.Empty, inputSize);
        var (card, graph) = ModelCardJson.Parse(json);
        var counters = Metadata(proto, OnnxCounters.Key) is { } text ? OnnxCounters.Read(text, graph) : [];
        return OnnxCard.Restore(proto.Graph, constants, counters, card, graph)
            ?? Import(proto, constants, card, inputSize ?? (graph.Inputs is [var input] ? input.Shape.Size : null));
    }

    /// <summary>Whether operators of the file suppress boxes.</summary>
    internal static bool HasSuppression(ReadOnlySpan<byte> file)
    {
        WireBudget.Check(file);
        return Parse(file).Graph.Node.Any(IsSuppressor);
    }

    static bool IsSuppressor(NodeProto node) => node.OpType == OnnxDetections.Suppressor;

    static Model Import(ModelProto proto, OnnxConstants constants, ModelCard card, Size? inputSize)
    {
        if (proto.Graph.Node.FirstOrDefault(IsSuppressor) is { } suppressor)
            throw new ModelFormatException($"Node '{suppressor.Name}' ({suppressor.OpType}): the file decodes and suppresses boxes itself, which cannot be read; export the network with its raw outputs.");
        var (graph, weights) = OnnxImport.Import(proto, constants, inputSize);
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
