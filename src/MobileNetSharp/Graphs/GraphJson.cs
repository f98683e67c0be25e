using System.Text.Json;
using MobileNetSharp.Files;
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
            return StrictJson.Read(json, text => JsonSerializer.Deserialize(text, ModelJsonContext.Default.GraphDocument)?.ToGraph(), Invalid);
        }
        catch (GraphException e)
        {
            throw Invalid(e.Message, e);
        }

        static ModelFormatException Invalid(string reason, Exception e) => new($"The graph in JSON is invalid: {reason}", e);
    }
}
