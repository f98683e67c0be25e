using System.Text.Json.Serialization;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>How the state of a run is written in JSON, compiled ahead of time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    WriteIndented = true)]
[JsonSerializable(typeof(TrainingState))]
[JsonSerializable(typeof(RunRecord))]
sealed partial class TrainingJsonContext : JsonSerializerContext;
