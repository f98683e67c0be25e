using MobileNetSharp.Cards;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training;

/// <summary>What is trained, and how; the same throughout a run.</summary>
/// <param name="Graph">The network, with the task's head.</param>
/// <param name="Card">What its outputs mean.</param>
/// <param name="Recipe">How it is trained.</param>
public sealed record TrainingContext(Graph Graph, ModelCard Card, Recipe Recipe);
