using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Graphs.Json;

/// <summary>
/// What few graphs and cards have. System.Text.Json prepares every type that a context reaches before it reads the first
/// character, which takes longer than the reading; what only this context reaches is prepared where a text has it.
/// </summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(Quantization))]
[JsonSerializable(typeof(ScoreCalibration))]
[JsonSerializable(typeof(AnchorTable))]
[JsonSerializable(typeof(BoxCoder))]
[JsonSerializable(typeof(Suppression))]
[JsonSerializable(typeof(Letterbox))]
sealed partial class RarePartsJsonContext : JsonSerializerContext;

/// <summary>A part of a graph or card, by <see cref="RarePartsJsonContext"/>.</summary>
sealed class RarePartConverter<T> : JsonConverter<T>
    where T : class
{
    static JsonTypeInfo<T> Part => (JsonTypeInfo<T>)RarePartsJsonContext.Default.GetTypeInfo(typeof(T))!;

    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return JsonSerializer.Deserialize(ref reader, Part);
        }
        catch (JsonException e)
        {
            // Its path begins at the part; one without a path gets that of the part.
            throw new JsonException(e.Message, e);
        }
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => JsonSerializer.Serialize(writer, value, Part);
}
