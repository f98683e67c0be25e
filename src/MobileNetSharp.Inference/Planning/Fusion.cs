using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>Decides which nodes run as one.</summary>
static class Fusion
{
    /// <summary>
    /// The steps in an order in which each reads only inputs and values of earlier ones. A step has the place of its
    /// last node: only the node fused after it reads what a fused node yields, so the wait is safe.
    /// </summary>
    public static ImmutableArray<Step> Steps(Graph graph)
    {
        var steps = new List<Step>();
        foreach (var node in graph.Nodes)
        {
            if (node.Op is Input || IsAlias(node))
                continue;
            var (open, fused) = Fuse(graph, node, steps);
            if (open is not null)
                steps.Remove(open);
            steps.Add(fused);
        }

        return [.. steps];
    }

    /// <summary>True for the ops that leave their input as it is in memory, in elements of the same type.</summary>
    public static bool IsAlias(Node node) => node.Op is Reshape or Dropout && node.ElementType == node.Inputs[0].ElementType;

    /// <summary>True for the activations that kernels apply to their sums before they write them: bounds, leaky ReLU and h-swish.</summary>
    static bool IsEpilogue(Activation activation) =>
        activation.Bounds is not null || activation.Kind is ActivationKind.LeakyRelu or ActivationKind.HardSwish;

    static (Step? Open, Step Fused) Fuse(Graph graph, Node node, List<Step> steps)
    {
        if (node.Op is Activation activation && IsEpilogue(activation) && Open(graph, node.Inputs[0], steps) is { } producer)
            return (producer, producer with { Fused = producer.Fused.Add(node), Activation = activation });

        if (node.Op is Add && node.Inputs[0] != node.Inputs[1])
        {
            var conv = node.Inputs.Select(input => Open(graph, input, steps))
                .Where(step => step is { Node.Op: Conv2d or Linear, Residual: null }).MaxBy(step => steps.IndexOf(step!));
            if (conv is not null)
            {
                var residual = node.Inputs[0] == conv.Output ? node.Inputs[1] : node.Inputs[0];
                return (conv, conv with { Fused = conv.Fused.Add(node), Residual = residual });
            }
        }

        return (null, new Step(node, []));
    }

    /// <summary>The step that yields the node's value, if another node may still be fused to it; else null.</summary>
    static Step? Open(Graph graph, Node node, List<Step> steps) =>
        graph.IsOutput(node) || graph.ReadersOf(node).Count() != 1
            ? null
            : steps.Find(step => step.Output == node && step.Node.Op is Conv2d or Linear or Add && step.Activation is null);
}
