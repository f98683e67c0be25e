using System.Text.Json;
using MobileNetSharp.Files;
using MobileNetSharp.Graphs;
using MobileNetSharp.Graphs.Json;

namespace MobileNetSharp.Cards;

/// <summary>The JSON in a model file's metadata: the card and the graph.</summary>
public static class ModelCardJson
{
    /// <summary>Written into the JSON; a reader refuses any other.</summary>
    const int Version = 1;

    /// <summary>Card and graph as JSON.</summary>
    public static string ToJson(ModelCard card, Graph graph)
    {
        ArgumentNullException.ThrowIfNull(card);
        ArgumentNullException.ThrowIfNull(graph);
        return JsonSerializer.Serialize(
            new ModelDocument(Version, card, GraphDocument.From(graph)), ModelJsonContext.Default.ModelDocument);
    }

    /// <summary>Card and graph out of JSON, or a <see cref="ModelCardException"/>.</summary>
    public static (ModelCard Card, Graph Graph) Parse(string json)
    {
        try
        {
            return StrictJson.Read(json, Read, Invalid);
        }
        catch (GraphException e)
        {
            throw Invalid(e.Message, e);
        }
    }

    static (ModelCard Card, Graph Graph) Read(string json)
    {
        var document = JsonSerializer.Deserialize(json, ModelJsonContext.Default.ModelDocument) ?? throw new JsonException("it is null.");
        if (document.Version != Version)
            throw new ModelCardException(ModelCardPart.Document, $"The model card has version {document.Version}; this program reads version {Version}.");
        return (document.Card, document.Graph.ToGraph());
    }

    static ModelCardException Invalid(string reason, Exception e) => new(ModelCardPart.Document, $"The model card is invalid: {reason}", e);
}

/// <summary>Card and graph as they are written in a model file's metadata.</summary>
sealed record ModelDocument(int Version, ModelCard Card, GraphDocument Graph);
