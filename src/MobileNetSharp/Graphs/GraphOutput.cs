namespace MobileNetSharp.Graphs;

/// <summary>A named output of a graph.</summary>
/// <param name="Name">The output's own name, such as <c>logits</c>.</param>
/// <param name="Node">The node that yields it.</param>
public sealed record GraphOutput(string Name, Node Node);
