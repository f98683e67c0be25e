using MobileNetSharp.Graphs.Json;

namespace MobileNetSharp.Cards;

/// <summary>Card and graph as they stand in a model file's metadata.</summary>
sealed record ModelDocument(int Version, ModelCard Card, GraphDocument Graph);
