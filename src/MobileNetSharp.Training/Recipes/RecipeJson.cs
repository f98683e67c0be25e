using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace MobileNetSharp.Training;

/// <summary>Recipes as JSON. A file need only say what differs from the defaults; what is written says everything.</summary>
public static class RecipeJson
{
    static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    static readonly RecipeJsonContext Readable = new(new JsonSerializerOptions(RecipeJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The whole recipe, indented.</summary>
    public static string ToJson(Recipe recipe) => JsonSerializer.Serialize(recipe, Readable.Recipe);

    /// <summary>The recipe that a JSON text describes. Throws a <see cref="TrainingException"/> that begins with <paramref name="source"/>.</summary>
    public static Recipe Parse(string json, string source)
    {
        try
        {
            if (JsonNode.Parse(json, documentOptions: Lenient) is not JsonObject patch)
                throw new TrainingException($"{source}: a recipe is a JSON object.");
            var document = Document(new Recipe());
            RecipeOverlay.Apply(document, patch, source);
            return Read(document, source);
        }
        catch (JsonException e)
        {
            throw new TrainingException($"{source}: this is not JSON: {e.Message}", e);
        }
    }

    /// <summary>The recipe with fields set: <c>optimizer.learningRate=0.01</c>, <c>phases.1.epochs=5</c>. Throws a <see cref="TrainingException"/> that names the field.</summary>
    public static Recipe With(Recipe recipe, IEnumerable<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        foreach (var assignment in assignments)
        {
            var document = Document(recipe);
            RecipeOverlay.Assign(document, assignment);
            recipe = Read(document, $"--set {assignment}");
        }

        return recipe;
    }

    internal static JsonObject Document<T>(T value) =>
        (JsonObject)JsonSerializer.SerializeToNode(value, (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T))!)!;

    static Recipe Read(JsonObject document, string source)
    {
        try
        {
            var recipe = document.Deserialize(Readable.Recipe)!;
            return RecipeRules.Fault(recipe) is { } fault ? throw new TrainingException($"{source}: {fault}.") : recipe;
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal) : "";
            var value = RecipeOverlay.Find(document, field)?.ToJsonString() ?? "null";
            throw new TrainingException($"{source}: '{field}' cannot be {value}; {RecipeOverlay.Expected(field)}.", e);
        }
    }
}
