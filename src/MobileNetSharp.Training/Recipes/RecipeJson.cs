using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MobileNetSharp.Cards;
using MobileNetSharp.Datasets.Detection;
using MobileNetSharp.Datasets.Loading;
using MobileNetSharp.Files;

namespace MobileNetSharp.Training.Recipes;

/// <summary>Recipes as JSON. A file need only say what differs from the defaults; what is written says everything.</summary>
public static class RecipeJson
{
    static readonly RecipeJsonContext Readable = new(new JsonSerializerOptions(RecipeJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>The whole recipe, indented.</summary>
    public static string ToJson(Recipe recipe) => JsonSerializer.Serialize(recipe, Readable.Recipe);

    /// <summary>The recipe that a JSON text describes. Throws a <see cref="TrainingException"/> that begins with <paramref name="source"/>.</summary>
    public static Recipe Parse(string json, string source) => StrictJson.Read(
        json,
        text =>
        {
            if (JsonNode.Parse(text, documentOptions: StrictJson.Lenient) is not JsonObject patch)
                throw Fault($"{source}: a recipe is a JSON object.");
            var document = Document(new Recipe());
            RecipeOverlay.Apply(document, patch, source);
            return Read(document, source);
        },
        (reason, e) => new TrainingException($"{source}: this is not JSON: {reason}", e) { Failure = TrainingFailure.Recipe });

    /// <summary>The recipe with fields set: <c>optimizer.learningRate=0.01</c>, <c>phases.1.epochs=5</c>. Throws a <see cref="TrainingException"/> that names the field.</summary>
    public static Recipe With(Recipe recipe, IEnumerable<string> assignments)
    {
        ArgumentNullException.ThrowIfNull(assignments);
        foreach (var assignment in assignments)
            recipe = StrictJson.Read(assignment, text => Assign(recipe, text), (reason, e) => Invalid(assignment, reason, e));
        return recipe;
    }

    internal static JsonObject Document<T>(T value) =>
        (JsonObject)JsonSerializer.SerializeToNode(value, (JsonTypeInfo<T>)Readable.GetTypeInfo(typeof(T))!)!;

    internal static TrainingException Fault(string message, string? field = null) => new(message) { Failure = TrainingFailure.Recipe, Field = field };

    static Recipe Assign(Recipe recipe, string assignment)
    {
        var document = Document(recipe);
        RecipeOverlay.Assign(document, assignment);
        return Read(document, assignment);
    }

    static TrainingException Invalid(string assignment, string reason, Exception e)
    {
        var field = assignment[..Math.Max(0, assignment.IndexOf('=', StringComparison.Ordinal))].Trim();
        return new($"{assignment}: '{field}' is not valid JSON: {reason}", e) { Failure = TrainingFailure.Recipe, Field = field };
    }

    static Recipe Read(JsonObject document, string source)
    {
        try
        {
            var recipe = document.Deserialize(Readable.Recipe)!;
            return RecipeRules.Broken(recipe) is var (field, fault) ? throw Fault($"{source}: {fault}.", field) : recipe;
        }
        catch (JsonException e)
        {
            var field = e.Path is { Length: > 2 } path ? path[2..].Replace("[", ".", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal) : "";
            var value = RecipeOverlay.Find(document, field)?.ToJsonString() ?? "null";
            throw new TrainingException($"{source}: '{field}' cannot be {value}; {RecipeOverlay.Expected(field)}.", e) { Failure = TrainingFailure.Recipe, Field = field };
        }
    }
}

/// <summary>How recipes are written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(CamelCaseEnum<OptimizerKind>), typeof(CamelCaseEnum<ScheduleKind>), typeof(CamelCaseEnum<Precision>),
        typeof(CamelCaseEnum<NetworkDialect>), typeof(CamelCaseEnum<WeightInitialization>), typeof(CamelCaseEnum<Sampling>),
        typeof(CamelCaseEnum<TrainedPart>), typeof(CamelCaseEnum<DetectionHead>), typeof(CamelCaseEnum<ScoreFunction>), typeof(CamelCaseEnum<CropRule>),
    ],
    WriteIndented = true)]
[JsonSerializable(typeof(Recipe))]
sealed partial class RecipeJsonContext : JsonSerializerContext;

/// <summary>Enumerations as words: <c>rmsProp</c>.</summary>
sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
