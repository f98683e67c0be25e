using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using MobileNetSharp.Files;

namespace MobileNetSharp.Training.Recipes;

/// <summary>Lays the fields of a file or of assignments over a complete recipe, and knows every field by name.</summary>
static class RecipeOverlay
{
    /// <summary>What fields were called in version 0.1, whose recipes and run folders are still read.</summary>
    static readonly Dictionary<string, string> OldNames = new(StringComparer.Ordinal)
    {
        ["colour"] = "color",
        ["epochPictures"] = "epochImages",
        ["initialisation"] = "initialization",
    };

    /// <summary>Overwrites the fields that the patch has; one that no recipe has is an error that names the nearest.</summary>
    public static void Apply(JsonObject document, JsonObject patch, string source) =>
        Apply(document, patch, RecipeJsonContext.Default.Recipe, "", source);

    /// <summary>Overwrites the field of <c>a.b=value</c>; the value is JSON, or a word.</summary>
    public static void Assign(JsonObject document, string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1)
            throw RecipeJson.Fault($"'{assignment}' is not of the form field=value, such as optimizer.learningRate=0.01.", assignment);
        var path = assignment[..equals].Trim();
        var parts = path.Split('.');
        var (container, type, source) = (document, (JsonTypeInfo)RecipeJsonContext.Default.Recipe, assignment);
        for (var i = 0; i < parts.Length - 1; i++)
        {
            var (property, field) = (Property(type, parts[i], Prefix(parts, i), source), string.Join('.', parts[..(i + 1)]));
            type = TypeInfo(property.PropertyType);
            if (container[property.Name] is JsonArray elements)
            {
                if (++i == parts.Length - 1 || !int.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out var index) || index >= elements.Count)
                    throw RecipeJson.Fault($"{source}: '{field}' has the elements 0 to {elements.Count - 1} with their own fields, such as '{field}.0.name'.", field);
                (container, type) = ((JsonObject)elements[index]!, TypeInfo(type.ElementType!));
            }
            else if (type.Kind == JsonTypeInfoKind.Object)
            {
                container = (JsonObject)(container[property.Name] ??= new JsonObject());
            }
            else
            {
                throw RecipeJson.Fault($"{source}: '{field}' has no fields.", field);
            }
        }

        Apply(container, new JsonObject { [parts[^1]] = Value(assignment[(equals + 1)..]) }, type, Prefix(parts, parts.Length - 1), source);
    }

    /// <summary>The value at a dotted path, or null.</summary>
    public static JsonNode? Find(JsonNode document, string path)
    {
        JsonNode? node = document;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
            node = node is JsonArray array && int.TryParse(part, out var index) ? array[index] : (node as JsonObject)?[part];
        return node;
    }

    /// <summary>What the field at a dotted path takes, in words.</summary>
    public static string Expected(string path)
    {
        JsonTypeInfo type = RecipeJsonContext.Default.Recipe;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var next = type.ElementType ?? type.Properties.FirstOrDefault(property => property.Name == part)?.PropertyType;
            if (next is null) break;
            type = TypeInfo(next);
        }

        var plain = Nullable.GetUnderlyingType(type.Type) ?? type.Type;
        return "it takes " + (plain switch
        {
            { IsEnum: true } => string.Join(" or ", Enum.GetNames(plain).Select(JsonNamingPolicy.CamelCase.ConvertName)),
            _ when plain == typeof(bool) => "true or false",
            _ when plain == typeof(int) => "a whole number",
            _ when plain == typeof(double) => "a number",
            _ when plain == typeof(string) => "a text",
            _ when type.ElementType is not null => "a list",
            _ => "an object with fields",
        });
    }

    static void Apply(JsonObject document, JsonObject patch, JsonTypeInfo type, string prefix, string source)
    {
        foreach (var (name, value) in patch)
        {
            var property = Property(type, name, prefix, source);
            var inner = TypeInfo(property.PropertyType);
            if (value is JsonObject fields && inner.Kind == JsonTypeInfoKind.Object)
                Apply((JsonObject)(document[property.Name] ??= new JsonObject()), fields, inner, $"{prefix}{name}.", source);
            else
                document[property.Name] = value is JsonArray elements && inner.ElementType == typeof(TrainingPhase)
                    ? Phases(elements, $"{prefix}{name}", source)
                    : value?.DeepClone();
        }
    }

    /// <summary>A list of phases, each laid over the defaults.</summary>
    static JsonArray Phases(JsonArray elements, string path, string source)
    {
        var phases = new JsonArray();
        foreach (var element in elements)
        {
            var phase = RecipeJson.Document(new TrainingPhase());
            if (element is not JsonObject fields)
                throw RecipeJson.Fault($"{source}: '{path}.{phases.Count}' must be an object with fields.", $"{path}.{phases.Count}");
            Apply(phase, fields, RecipeJsonContext.Default.TrainingPhase, $"{path}.{phases.Count}.", source);
            phases.Add((JsonNode)phase);
        }

        return phases;
    }

    static JsonPropertyInfo Property(JsonTypeInfo type, string name, string prefix, string source)
    {
        name = OldNames.GetValueOrDefault(name, name);
        if (type.Properties.FirstOrDefault(property => property.Name == name) is { } found)
            return found;
        string[] names = [.. type.Properties.Select(property => property.Name)];
        var nearest = NearestNames.Closest(name, names) is { } near ? $"{prefix}{near}" : RecipeFields.Closest($"{prefix}{name}");
        throw RecipeJson.Fault(
            $"{source}: there is no field '{prefix}{name}'; {(nearest is null ? $"there are {string.Join(", ", names.Select(known => prefix + known))}" : $"the nearest is '{nearest}'")}.",
            $"{prefix}{name}");
    }

    static string Prefix(string[] parts, int count) => string.Concat(parts.Take(count).Select(part => $"{part}."));

    static JsonTypeInfo TypeInfo(Type type) => RecipeJsonContext.Default.GetTypeInfo(type)!;

    static JsonNode? Value(string text)
    {
        try
        {
            JsonDocument.Parse(text).Dispose();
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }

        return JsonNode.Parse(text, documentOptions: StrictJson.Documents);
    }
}
