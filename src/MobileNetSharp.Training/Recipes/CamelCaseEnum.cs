using System.Text.Json;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Training;

/// <summary>Enumerations as words: <c>rmsProp</c>.</summary>
sealed class CamelCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.CamelCase, allowIntegerValues: false)
    where T : struct, Enum;
