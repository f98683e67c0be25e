using System.Text.Json.Serialization;

namespace MobileNetSharp.Graphs.Json;

/// <summary>How graphs are written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    Converters = [typeof(ShapeConverter), typeof(SizeConverter), typeof(PaddingConverter)])]
[JsonSerializable(typeof(GraphDocument))]
sealed partial class GraphJsonContext : JsonSerializerContext;
