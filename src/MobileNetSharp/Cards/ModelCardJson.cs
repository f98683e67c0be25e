using System.Text.Json;
using MobileNetSharp.Graphs;
using MobileNetSharp.Graphs.Json;

namespace MobileNetSharp.Cards;

/// <summary>The JSON in a model file's metadata: the card and the graph.</summary>
public static class ModelCardJson
{
    /// <summary>Written into the JSON; a reader refuses what is newer than it knows.</summary>
    const int Version = 1;

    /// <summary>Card and graph as JSON.</summary>
    public static string ToJson(ModelCard card, Graph graph)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(graph);
        return JsonSerializer.Serialize(
            new ModelDocument(Version, card, GraphDocument.From(graph)), ModelJsonContext.Default.ModelDocument);
    }

    /// <summary>Card and graph out of JSON, or a <see cref="ModelFormatException"/>.</summary>
    public static (ModelCard Card, Graph Graph) Parse(string json)
    {
        try
        {
            var document = JsonSerializer.Deserialize(json, ModelJsonContext.Default.ModelDocument)
                ?? throw new ModelFormatException("The model card is null.");
            if (document.Version != Version)
                throw new ModelFormatException($"The model card has version {document.Version}; this program reads version {Version}.");
            return (document.Card, document.Graph.ToGraph());
        }
        catch (Exception e) when (e is JsonException or GraphException or NotSupportedException)
        {
            throw new ModelFormatException($"The model card does not hold: {e.Message}", e);
        }
    }
}

/// <summary>Card and graph as they stand in a model file's metadata.</summary>
sealed record ModelDocument(int Version, ModelCard Card, GraphDocument Graph);
