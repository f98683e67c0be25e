using System.Text.Json.Serialization;

namespace MobileNetSharp.Paper.Experiments;

/// <summary>How the report is written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(Figure6Report))]
sealed partial class Figure6Json : JsonSerializerContext;
