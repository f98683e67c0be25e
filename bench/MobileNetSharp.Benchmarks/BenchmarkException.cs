namespace MobileNetSharp.Benchmarks;

/// <summary>A comparison that does not hold: a rival failed, or outputs differ.</summary>
sealed class BenchmarkException(string message) : Exception(message);
