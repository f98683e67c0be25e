using System.Text.Json.Serialization;

namespace MobileNetSharp.Benchmarks;

/// <summary>The first line of a rival's process: it is warm.</summary>
sealed record RivalReady(
    string Name, string Version, string Vectors, long? ArenaBytes, long PeakRssBytes, double FirstResultMs, List<double> WarmUpMs, float[] Output);

/// <summary>A line for each burst: every inference, and what fused multiply-adds reach beside them.</summary>
sealed record RivalBurst(List<double> Ms, double PeakGflops);

/// <summary>The lines between the processes.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RivalReady))]
[JsonSerializable(typeof(RivalBurst))]
sealed partial class RivalJson : JsonSerializerContext;
