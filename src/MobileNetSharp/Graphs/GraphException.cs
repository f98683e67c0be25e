namespace MobileNetSharp.Graphs;

/// <summary>A graph breaks a rule; the message names the node and the rule.</summary>
public sealed class GraphException(string node, string rule) : MobileNetSharpException($"Node '{node}': {rule}")
{
    /// <summary>The node that breaks the rule.</summary>
    public string Node { get; } = node;

    /// <summary>The rule that it breaks.</summary>
    public string Rule { get; } = rule;
}
