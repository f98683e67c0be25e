namespace MobileNetSharp.Benchmarks;

/// <summary>A comparison is invalid: a rival failed, or outputs differ.</summary>
sealed class BenchmarkException(string message) : MobileNetSharpException(message);
