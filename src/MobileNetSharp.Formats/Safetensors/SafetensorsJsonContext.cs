using System.Text.Json.Serialization;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Formats.Safetensors;

/// <summary>How quantizations are written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    IgnoreReadOnlyProperties = true,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(SortedDictionary<string, Quantization>))]
sealed partial class SafetensorsJsonContext : JsonSerializerContext;
