using System.Text;
using MobileNetSharp.Cards;
using MobileNetSharp.Formats.TfLite.Export;
using MobileNetSharp.Formats.TfLite.Import;
using MobileNetSharp.Formats.TfLite.Metadata;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.TfLite;

/// <summary>Our card in a file's metadata: what TFLite cannot say about a model (names, sizes that follow others, what the outputs mean).</summary>
static class TfLiteCard
{
    /// <summary>The metadata's name.</summary>
    public const string Key = "mobilenetsharp";

    /// <summary>What a node costs beside its weights, roughly: read, and written again for comparison.</summary>
    const int NodeBytes = 4096;

    public static ReadOnlyMemory<byte> Write(Model model) => Encoding.UTF8.GetBytes(ModelCardJson.ToJson(model.Card, model.Graph));

    /// <summary>The card and the graph that the file was written from; null where it has none.</summary>
    public static (ModelCard Card, Graph Graph)? Read(TfLiteFile file) =>
        file.Metadata(Key) is { IsEmpty: false } json ? ModelCardJson.Parse(Encoding.UTF8.GetString(json.Span)) : null;

    /// <summary>
    /// The model as it was written; null where the file is no longer byte for byte what we write for it: then another tool
    /// may have changed its operators, and they are what counts.
    /// </summary>
    public static Model? Restore(TfLiteFile file, ModelCard card, Graph graph)
    {
        file.Spend((long)graph.Nodes.Length * NodeBytes);
        var constants = file.FloatConstants();
        var weights = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            foreach (var spec in node.WeightsOf())
            {
                if (!constants.TryGetValue(TfLiteExportContext.FileName(spec.Name), out var constant) || constant.Data.Length != spec.Count * sizeof(float))
                    return null;
                file.Spend(constant.Data.Length);
                weights.Add(spec.Name, new Tensor(ElementType.Float32, spec.Shape, Values(node, spec, constant.Data)));
            }
        }

        var model = new Model(graph, new WeightSet(weights), card);
        return IsWhatWeWrite(file, model) ? model : null;
    }

    static ReadOnlyMemory<byte> Values(Node node, WeightSpec spec, ReadOnlyMemory<byte> data) =>
        node.Op is Conv2d conv && spec.Role == WeightRole.Kernel
            ? TfLiteWeights.FromFile(data, conv, spec.Shape[1], node.IsDepthwise)
            : data;

    static bool IsWhatWeWrite(TfLiteFile file, Model model)
    {
        var rest = file.Bytes.Span;
        try
        {
            var detections = DetectionPostProcess.IsLast(file) ? DetectionOutputs.Suppressed : DetectionOutputs.Raw;
            if (detections == DetectionOutputs.Suppressed && !JoinedDetector.IsSsd(model, file.Bytes.Length))
                return false;
            foreach (var piece in TfLiteExport.Pieces(model, file.Metadata(Key), hasMetadata: !file.Metadata(TfLiteMetadata.Key).IsEmpty, detections))
            {
                if (!rest.StartsWith(piece.Span))
                    return false;
                rest = rest[piece.Length..];
            }

            return rest.IsEmpty;
        }
        catch (Exception e) when (e is NotSupportedException or ModelFormatException)
        {
            return false;
        }
    }
}
