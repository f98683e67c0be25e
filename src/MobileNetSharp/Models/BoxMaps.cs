using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Models;

/// <summary>The maps that our SSD networks predict from: outputs <c>boxes{i}</c> and <c>classes{i}</c> of each.</summary>
static class BoxMaps
{
    const string Boxes = "boxes", Classes = "classes";

    /// <summary>Height and width of each map.</summary>
    public static Size[] Of(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return [.. graph.Outputs.Where(output => output.Name.StartsWith(Boxes, StringComparison.Ordinal)).Select(output => output.Node.Shape.Size)];
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
