namespace MobileNetSharp.Graphs.Json;

/// <summary>A named output in JSON.</summary>
sealed record OutputDocument(string Name, string Node);
