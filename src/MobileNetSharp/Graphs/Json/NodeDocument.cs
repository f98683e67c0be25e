namespace MobileNetSharp.Graphs.Json;

/// <summary>A node in JSON.</summary>
sealed record NodeDocument(string Name, Op Op, List<string> Inputs, Quantization? Quantization = null);
