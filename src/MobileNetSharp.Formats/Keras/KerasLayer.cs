using System.Text.Json;
using System.Text.RegularExpressions;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Keras;

/// <summary>A layer, or a model that is used as one, in a model's configuration.</summary>
sealed partial class KerasLayer
{
    const int MaximumDepth = 16, MaximumNameLength = 200, MaximumFields = 200;

    readonly JsonElement json;
    readonly JsonElement config;
    readonly int depth;
    List<KerasLayer>? layers;

    /// <summary>The model itself.</summary>
    public KerasLayer(JsonElement json)
        : this(json, null, "")
    {
    }

    KerasLayer(JsonElement json, KerasLayer? parent, string path)
    {
        (this.json, Parent, Path, depth) = (json, parent, path, parent is null ? 0 : parent.depth + 1);
        ClassName = ShortText(json, "class_name") ?? throw new ModelFormatException($"A layer of the Keras configuration has no class name of up to {MaximumNameLength} characters.");
        config = Member(json, "config") ?? throw new ModelFormatException($"The Keras configuration of a {ClassName} is missing.");
        Name = ShortText(config, "name") ?? ShortText(json, "name") ?? "";
        if (depth > MaximumDepth)
            throw Fault($"models are nested more than {MaximumDepth} deep");
        // Fields are looked up one after another, for each call of the layer.
        if (config.ValueKind == JsonValueKind.Object && config.GetPropertyCount() > MaximumFields)
            throw Fault($"its configuration has more than {MaximumFields} fields");
    }

    public string ClassName { get; }

    public string Name { get; }

    /// <summary>The model that the layer belongs to; null for the whole.</summary>
    public KerasLayer? Parent { get; }

    /// <summary>Where a .keras archive has the layer's weights.</summary>
    public string Path { get; }

    public bool IsModel => ClassName is "Sequential" or "Functional" or "Model";

    /// <summary>The calls of the layer in a functional model, each on other inputs.</summary>
    public JsonElement? InboundNodes => Member(json, "inbound_nodes") is { ValueKind: JsonValueKind.Array } nodes ? nodes : null;

    /// <summary>The layers of a model, in the order of the configuration; an old sequential one is the bare list.</summary>
    public IReadOnlyList<KerasLayer> Layers()
    {
        if (layers is not null)
            return layers;
        var list = config.ValueKind == JsonValueKind.Array ? config : this["layers"] ?? throw Fault("it has no layers");
        if (list.ValueKind != JsonValueKind.Array)
            throw Fault("its layers are not a list");
        layers = [];
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var item in list.EnumerateArray())
        {
            var folder = SnakeCase(ShortText(item, "class_name") ?? "");
            var count = counts[folder] = counts.GetValueOrDefault(folder) + 1;
            layers.Add(new KerasLayer(item, this, $"{Path}/layers/{folder}{(count > 1 ? $"_{count - 1}" : "")}"));
        }

        return layers;
    }

    /// <summary>A field of the configuration; null where it is missing or null.</summary>
    public JsonElement? this[string field] => Member(config, field);

    public string Text(string field, string standard) => this[field] switch
    {
        null => standard,
        { ValueKind: JsonValueKind.String } text => text.GetString()!,
        _ => throw Fault($"its {field} should be a string"),
    };

    public bool Flag(string field, bool standard) => this[field] switch
    {
        null => standard,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        _ => throw Fault($"its {field} should be true or false"),
    };

    public int Integer(string field, int? standard = null) => this[field] is { } value ? Integer(field, value) : standard ?? throw Fault($"its {field} is missing");

    public double Number(string field, double standard) => this[field] is { } value
        ? value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) ? number : throw Fault($"its {field} should be a number")
        : standard;

    /// <summary>One number for height and width, or both.</summary>
    public Size Size(string field, Size? standard = null)
    {
        if (this[field] is not { } value)
            return standard ?? throw Fault($"its {field} is missing");
        if (value.ValueKind != JsonValueKind.Array)
            return Integer(field, value);
        return value.GetArrayLength() == 2
            ? new Size(Integer(field, value[0]), Integer(field, value[1]))
            : throw Fault($"its {field} should be one or two numbers");
    }

    /// <summary>Amounts at the four sides: one number, one for height and width each, or two for each.</summary>
    public Padding Sides(string field)
    {
        if (this[field] is not { ValueKind: JsonValueKind.Array } value || value.GetArrayLength() != 2 || value[0].ValueKind != JsonValueKind.Array)
        {
            var (height, width) = Size(field, 1);
            return new(height, width, height, width);
        }

        foreach (var pair in value.EnumerateArray())
        {
            if (pair.ValueKind != JsonValueKind.Array || pair.GetArrayLength() != 2)
                throw Fault($"its {field} should be two pairs of numbers");
        }

        return new(Integer(field, value[0][0]), Integer(field, value[1][0]), Integer(field, value[0][1]), Integer(field, value[1][1]));
    }

    /// <summary>The activation's name; <c>linear</c> where there is none.</summary>
    public string Activation() => this["activation"] switch
    {
        null => "linear",
        { ValueKind: JsonValueKind.String } name => name.GetString()!,
        { ValueKind: JsonValueKind.Object } function when Member(function, "config") is { ValueKind: JsonValueKind.String } name => name.GetString()!,
        { ValueKind: JsonValueKind.Object } other when Member(other, "class_name") is { ValueKind: JsonValueKind.String } name => name.GetString()!,
        _ => throw Fault("its activation should be a name"),
    };

    public ModelFormatException Fault(string fault, Exception? inner = null) => new($"Layer '{Name}' ({ClassName}): {fault}.", inner);

    /// <summary>A member of an object; null where it is missing or null.</summary>
    public static JsonElement? Member(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    static string? ShortText(JsonElement element, string name) =>
        Member(element, name) is { ValueKind: JsonValueKind.String } text && text.GetString() is { Length: <= MaximumNameLength } found ? found : null;

    int Integer(string field, JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        ? number
        : throw Fault($"its {field} should be a whole number");

    /// <summary>Keras's own names of folders in an archive: Conv2D is conv2d, BatchNormalization batch_normalization (keras/src/utils/naming.py).</summary>
    static string SnakeCase(string className) =>
        WordStart().Replace(WordEnd().Replace(className, "$1_$2"), "$1_$2").ToLowerInvariant();

    [GeneratedRegex("(.)([A-Z][a-z]+)")]
    private static partial Regex WordEnd();

    [GeneratedRegex("([a-z])([A-Z])")]
    private static partial Regex WordStart();
}
