using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MobileNetSharp.Benchmarks;

/// <summary>The documents for programs.</summary>
[JsonSerializable(typeof(Comparison))]
[JsonSerializable(typeof(List<Comparison>))]
sealed partial class BenchmarkJson : JsonSerializerContext
{
    public static BenchmarkJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
