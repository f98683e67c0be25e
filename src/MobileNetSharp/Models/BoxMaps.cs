using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The maps that our detectors predict from; of SSD networks, the outputs <c>boxes{i}</c> and <c>classes{i}</c> of each.</summary>
static class BoxMaps
{
    const string Boxes = "boxes", Classes = "classes";

    /// <summary>Height and width of each map.</summary>
    public static Size[] Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. graph.Outputs.Where(output => output.Name.StartsWith(Boxes, StringComparison.Ordinal)).Select(output => output.Node.Shape.Size)];
    }

    /// <summary>
    /// What the last strided layer reads, before its padding, if it has one: in MobileNetV2 the expansion of the 14th bottleneck, <c>block13.expand.relu6</c>
    /// (576 channels), in MobileNetV1 <c>block10.pointwise.relu6</c> (512); stride 16 both.
    /// </summary>
    public static Node BeforeLastStride(Node features)
    {
        var node = features;
        while (node.Op is not (Conv2d { Stride.Height: > 1 } or Pool { Stride.Height: > 1 }))
            node = node.Inputs is [var input, ..] ? input : throw new GraphException(features.Name, "no layer with a stride leads to it, but a detector needs a finer map too");
        node = node.Inputs[0];
        return node.Op is Pad ? node.Inputs[0] : node;
    }

    /// <summary>The card of a network with such outputs; its preprocessing is to be added.</summary>
    public static ModelCard Card(Graph graph, BoxDecoding decoding) => new()
    {
        Task = ModelTask.Detection,
        Outputs = ModelCard.Empty.Outputs.AddRange(graph.Outputs
            .Where(output => output.Name.StartsWith(Boxes, StringComparison.Ordinal) || output.Name.StartsWith(Classes, StringComparison.Ordinal))
            .Select(output => KeyValuePair.Create(output.Name, output.Name.StartsWith(Boxes, StringComparison.Ordinal) ? OutputKind.Boxes : OutputKind.Logits))),
        BoxDecoding = decoding,
    };
}
