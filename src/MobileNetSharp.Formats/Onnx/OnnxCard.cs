using MobileNetSharp.Cards;
using MobileNetSharp.Formats.Onnx.Export;
using MobileNetSharp.Formats.Onnx.Import;
using MobileNetSharp.Formats.Onnx.Schema;
using MobileNetSharp.Graphs;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Formats.Onnx;

/// <summary>Our card in a file's metadata: what ONNX cannot say about a model (names, SAME padding, what the outputs mean).</summary>
static class OnnxCard
{
    /// <summary>The metadata's key.</summary>
    public const string Key = "mobilenetsharp";

    /// <summary>
    /// The model as it was written; null where the nodes are no longer those that we write for the card's graph, since
    /// another tool may have changed them; then the nodes count.
    /// </summary>
    public static Model? Restore(
        GraphProto file, OnnxConstants constants, IReadOnlyDictionary<string, Tensor> counters, ModelCard card, Graph graph)
    {
        var weights = new Dictionary<string, Tensor>(counters, StringComparer.Ordinal);
        var dequantizers = file.Node.Where(node => node.OpType == "DequantizeLinear").ToLookup(node => node.Input.FirstOrDefault());
        foreach (var spec in graph.WeightsOf().Where(spec => !counters.ContainsKey(spec.Name)))
        {
            if (constants.TryGet(spec.Name, out var tensor) && tensor.Shape.AsSpan().SequenceEqual(spec.Shape.AsSpan()))
                weights.Add(spec.Name, Quantized(dequantizers[spec.Name].FirstOrDefault(), constants, tensor));
            else if (spec.Role != WeightRole.BatchNormCounter)
                return null;
        }

        var model = new Model(graph, new WeightSet(weights), card);
        return IsWhatWeWrite(file, model) ? model : null;
    }

    static Tensor Quantized(NodeProto? node, OnnxConstants constants, Tensor tensor)
    {
        if (node is null)
            return tensor;
        var inputs = new List<Tensor>();
        foreach (var input in node.Input)
            inputs.Add(constants.TryGet(input, out var constant) ? constant : throw new ModelFormatException($"'{input}' is missing."));
        return OnnxFolding.Fold(new OnnxNode(node), inputs.ToArray(), OnnxExport.Opset)!;
    }

    static bool IsWhatWeWrite(GraphProto file, Model model)
    {
        if (OnnxExport.Fault(model) is not null)
            return false;
        if (Written(file, model) is not { } written)
            return false;
        var constants = file.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        return written.Node.Equals(file.Node) && written.Input.Equals(file.Input) && written.Output.Equals(file.Output)
            && written.Initializer.Where(tensor => !model.Weights.ContainsKey(tensor.Name))
                .All(tensor => tensor.Equals(constants.GetValueOrDefault(tensor.Name)));
    }

    /// <summary>What we write for a model; null where it is not one that such a file holds.</summary>
    static GraphProto? Written(GraphProto file, Model model)
    {
        if (!file.Node.Any(node => node.OpType == OnnxDetections.Suppressor))
            return OnnxExport.Export(model);
        try
        {
            var bytes = file.Initializer.Sum(tensor => (long)tensor.RawData.Length);
            return JoinedDetector.IsSsd(model, bytes) || JoinedDetector.IsYoloV2(model, bytes) ? OnnxExport.Export(model, DetectionOutputs.Suppressed) : null;
        }
        catch (ModelFormatException)
        {
            return null;
        }
    }
}
