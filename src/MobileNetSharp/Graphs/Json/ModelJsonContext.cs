using System.Text.Json.Serialization;
using MobileNetSharp.Cards;
using MobileNetSharp.Detection;

namespace MobileNetSharp.Graphs.Json;

/// <summary>How graphs and cards are written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    Converters =
    [
        typeof(ShapeConverter), typeof(SizeConverter), typeof(PaddingConverter),
        typeof(RarePartConverter<Quantization>), typeof(RarePartConverter<ScoreCalibration>),
        typeof(RarePartConverter<AnchorTable>), typeof(RarePartConverter<BoxCoder>), typeof(RarePartConverter<Suppression>), typeof(RarePartConverter<Letterbox>),
    ])]
[JsonSerializable(typeof(GraphDocument))]
[JsonSerializable(typeof(ModelDocument))]
[JsonSerializable(typeof(Preprocessing))]
[JsonSerializable(typeof(BoxDecoding))]
sealed partial class ModelJsonContext : JsonSerializerContext;
