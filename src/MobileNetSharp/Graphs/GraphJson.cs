using System.Text.Json;
using MobileNetSharp.Graphs.Json;

namespace MobileNetSharp.Graphs;

/// <summary>Graphs to JSON and back; what comes back is the same graph, with every rule checked again.</summary>
public static class GraphJson
{
    /// <summary>The graph as JSON.</summary>
    public static string ToJson(this Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return JsonSerializer.Serialize(GraphDocument.From(graph), ModelJsonContext.Default.GraphDocument);
    }

    /// <summary>The graph that the JSON declares, or a <see cref="ModelFormatException"/>.</summary>
    public static Graph Parse(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, ModelJsonContext.Default.GraphDocument)
                ?? throw new ModelFormatException("The graph is null.");
            return document.ToGraph();
        }
        catch (Exception e) when (e is JsonException or GraphException or NotSupportedException)
        {
            throw new ModelFormatException($"The graph in JSON is invalid: {e.Message}", e);
        }
    }
}
