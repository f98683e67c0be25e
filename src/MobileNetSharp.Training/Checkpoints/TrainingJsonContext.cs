using System.Text.Json.Serialization;
using MobileNetSharp.Datasets.Annotations;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>How the state of a run is written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    Converters = [typeof(CamelCaseEnum<AnnotationFormat>)],
    WriteIndented = true)]
[JsonSerializable(typeof(TrainingState))]
[JsonSerializable(typeof(RunRecord))]
sealed partial class TrainingJsonContext : JsonSerializerContext;
