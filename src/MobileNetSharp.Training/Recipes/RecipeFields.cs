using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MobileNetSharp.Training.Recipes;

/// <summary>One field of a recipe.</summary>
/// <param name="Name">Its dotted name, as <see cref="RecipeJson.With"/> takes it: <c>optimizer.learningRate</c>, <c>phases.0.epochs</c>.</param>
/// <param name="Value">Its value: a word, or JSON.</param>
/// <param name="Meaning">What it decides, in a few words.</param>
public sealed record RecipeField(string Name, string Value, string Meaning);

/// <summary>A recipe as a flat list of its fields.</summary>
public static partial class RecipeFields
{
    /// <summary>Other words for fields.</summary>
    static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["lr"] = "optimizer.learningRate",
        ["rate"] = "optimizer.learningRate",
        ["batch"] = "data.batchSize",
        ["bs"] = "data.batchSize",
        ["epoch"] = "phases.0.epochs",
        ["wd"] = "optimizer.weightDecay",
        ["decay"] = "optimizer.weightDecay",
        ["optim"] = "optimizer.kind",
        ["scheduler"] = "schedule.kind",
        ["warmup"] = "schedule.warmupEpochs",
        ["ema"] = "emaDecay",
        ["clip"] = "clipNorm",
        ["val"] = "data.validationFraction",
        ["validation"] = "data.validationFraction",
        ["smoothing"] = "data.labelSmoothing",
        ["amp"] = "precision",
        ["fp16"] = "precision",
        ["bf16"] = "precision",
        ["weights"] = "network.model",
        ["augment"] = "data.augmentation",
        ["flip"] = "data.augmentation.flipProbability",
        ["mixup"] = "data.augmentation.mixing",
        ["cutmix"] = "data.augmentation.mixing",
        ["imgsz"] = "detection.inputSize",
        ["inputSize"] = "detection.inputSize",
        ["resolution"] = "detection.inputSize",
        ["mosaic"] = "detection.mosaic",
    };

    /// <summary>Every field of a recipe, in order; an object that is null is one field.</summary>
    public static IReadOnlyList<RecipeField> FromRecipe(Recipe recipe)
    {
        ArgumentNullException.ThrowIfNull(recipe);
        return [.. Flatten("", RecipeJson.Document(recipe))];
    }

    /// <summary>The field that was probably meant by a name that no recipe has; null if none is close.</summary>
    internal static string? Closest(string name)
    {
        var bare = name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var leaf = bare[(bare.LastIndexOf('.') + 1)..];
        var names = FromRecipe(new Recipe()).Select(field => field.Name).ToArray();
        return Synonyms.GetValueOrDefault(leaf)
            ?? Array.Find(names, known => known.EndsWith($".{leaf}", StringComparison.OrdinalIgnoreCase))
            ?? (NearestNames.Closest(leaf, names.Select(Leaf)) is { } near ? names.First(known => Leaf(known) == near) : null);
    }

    static string Leaf(string name) => name[(name.LastIndexOf('.') + 1)..];

    static IEnumerable<RecipeField> Flatten(string prefix, JsonNode node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => field.Value is JsonObject or JsonArray
            ? Flatten($"{prefix}{field.Key}.", field.Value)
            : [new RecipeField($"{prefix}{field.Key}", Text(field.Value), RecipeMeanings.Of(Index().Replace($"{prefix}{field.Key}", "")))]),
        JsonArray elements => elements.SelectMany((element, i) => Flatten($"{prefix}{i}.", element!)),
        _ => [],
    };

    static string Text(JsonNode? value) =>
        value is null ? "null" : value.GetValueKind() == System.Text.Json.JsonValueKind.String && value.GetValue<string>() is { Length: > 0 } text ? text : value.ToJsonString();

    [GeneratedRegex(@"\.[0-9]+(?=\.)")]
    private static partial Regex Index();
}
