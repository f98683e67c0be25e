using System.Text.Json.Serialization;
using MobileNetSharp.Datasets;

namespace MobileNetSharp.Training;

/// <summary>How recipes are written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectNullableAnnotations = true,
    Converters =
    [
        typeof(CamelCaseEnum<OptimizerKind>), typeof(CamelCaseEnum<ScheduleKind>), typeof(CamelCaseEnum<Precision>),
        typeof(CamelCaseEnum<NetworkDialect>), typeof(CamelCaseEnum<WeightInitialization>), typeof(CamelCaseEnum<StoppingMetric>), typeof(CamelCaseEnum<Sampling>),
    ],
    WriteIndented = true)]
[JsonSerializable(typeof(Recipe))]
sealed partial class RecipeJsonContext : JsonSerializerContext;
