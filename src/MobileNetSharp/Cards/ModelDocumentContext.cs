using System.Text.Json.Serialization;
using MobileNetSharp.Graphs.Json;

namespace MobileNetSharp.Cards;

/// <summary>How card and graph are written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true,
    Converters = [typeof(ShapeConverter), typeof(SizeConverter), typeof(PaddingConverter)])]
[JsonSerializable(typeof(ModelDocument))]
sealed partial class ModelDocumentContext : JsonSerializerContext;
