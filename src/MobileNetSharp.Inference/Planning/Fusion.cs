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
        var steps = new Dictionary<Node, PlacedStep>();
        for (var place = 0; place < graph.Nodes.Length; place++)
        {
            var node = graph.Nodes[place];
            if (node.Op is Input || IsAlias(node))
                continue;
            var (open, fused) = Fuse(graph, node, steps);
            if (open is not null)
                steps.Remove(open.Output);
            steps.Add(fused.Output, new PlacedStep(fused, place));
        }

        return [.. steps.Values.OrderBy(step => step.Place).Select(step => step.Step)];
    }

    /// <summary>True for the ops that leave their input as it is in memory, in elements of the same type.</summary>
    public static bool IsAlias(Node node) => node.Op is Reshape or Dropout && node.ElementType == node.Inputs[0].ElementType;

    /// <summary>True for the activations that kernels apply to their sums before they write them: bounds, leaky ReLU and h-swish.</summary>
    static bool IsEpilogue(Activation activation) =>
        activation.Bounds is not null || activation.Kind is ActivationKind.LeakyRelu or ActivationKind.HardSwish;

    static (Step? Open, Step Fused) Fuse(Graph graph, Node node, Dictionary<Node, PlacedStep> steps)
    {
        if (node.Op is Activation activation && IsEpilogue(activation) && Open(graph, node.Inputs[0], steps) is { Step: var producer })
            return (producer, producer with { Fused = producer.Fused.Add(node), Activation = activation });

        if (node.Op is Add && node.Inputs[0] != node.Inputs[1])
        {
            var open = node.Inputs.Select(input => Open(graph, input, steps))
                .Where(step => step is { Step: { Node.Op: Conv2d or Linear, Residual: null } }).MaxBy(step => step!.Place);
            if (open is { Step: var conv })
            {
                var residual = node.Inputs[0] == conv.Output ? node.Inputs[1] : node.Inputs[0];
                return (conv, conv with { Fused = conv.Fused.Add(node), Residual = residual });
            }
        }

        return (null, new Step(node, []));
    }

    /// <summary>The step that yields the node's value, if another node may still be fused to it; else null.</summary>
    static PlacedStep? Open(Graph graph, Node node, Dictionary<Node, PlacedStep> steps) =>
        !graph.IsOutput(node) && graph.ReadersOf(node).Count() == 1
        && steps.GetValueOrDefault(node) is { Step: { Node.Op: Conv2d or Linear or Add, Activation: null } } step ? step : null;

    /// <summary>A step and the place of its last node in the graph.</summary>
    sealed record PlacedStep(Step Step, int Place);
}
