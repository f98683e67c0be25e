using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using MobileNetSharp.Files;

namespace MobileNetSharp.Cards;

/// <summary>
/// Class names in JSON: a list; a map from index to name, from index to a list that ends with the name (Keras's
/// imagenet_class_index.json), or from name to index (Keras's class_indices); any of these under <c>id2label</c>, <c>labels</c> or <c>classes</c>.
/// </summary>
static class LabelJson
{
    static readonly string[] Fields = ["id2label", "labels", "classes", "names"];

    public static ImmutableArray<string> Parse(string json) => StrictJson.Read(
        json, Read, (reason, e) => new ModelCardException(ModelCardPart.Labels, $"The class names are not valid JSON: {reason}", e));

    static ImmutableArray<string> Read(string json)
    {
        using var document = JsonDocument.Parse(json, StrictJson.Lenient);
        var root = document.RootElement;
        foreach (var field in Fields)
        {
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(field, out var inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
                root = inner;
        }

        return (root.ValueKind == JsonValueKind.Array ? List(root) : Map(root)) is { Length: > 0 } names ? names : throw NoNames();
    }

    static ImmutableArray<string>? List(JsonElement list) =>
        list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : null;

    static ImmutableArray<string>? Map(JsonElement map)
    {
        var entries = new List<(long Index, string Name)>();
        foreach (var member in map.EnumerateObject())
        {
            if (member.Value is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var value))
                entries.Add((value, member.Name));
            else if (long.TryParse(member.Name, NumberStyles.None, CultureInfo.InvariantCulture, out var key) && Name(member.Value) is { } name)
                entries.Add((key, name));
            else
                return null;
        }

        entries.Sort((a, b) => a.Index.CompareTo(b.Index));
        return LabelIndices.Spread(entries);
    }

    static string? Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array when value.GetArrayLength() > 0 && value[value.GetArrayLength() - 1] is { ValueKind: JsonValueKind.String } last => last.GetString(),
        _ => null,
    };

    static ModelCardException NoNames() => new(
        ModelCardPart.Labels, "The JSON has no class names: a list of names, or a map from each index from 0 on to its name, is expected.");
}
