using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Trainer;

/// <summary>Which part of a network a phase trains: the head, or everything from one layer on.</summary>
static class TrainedLayers
{
    /// <summary>The nodes that a phase trains, in the order of the graph.</summary>
    /// <exception cref="TrainingException">It trains the head, and there is none.</exception>
    public static HashSet<Node> Of(Graph graph, TrainingPhase phase, Func<Graph, Node, bool> isHead)
    {
        if (phase.Trains != TrainedPart.Head)
            return Last(graph, phase.TrainedLayers);
        HashSet<Node> head = [.. graph.Nodes.Where(node => isHead(graph, node))];
        return head.Any(HasKernel) ? head : throw RecipeJson.Fault($"The phase '{PhaseNames.Of(phase)}' trains the head, and no layer of '{graph.Name}' belongs to one; set trainedLayers instead.", "phases");
    }

    /// <summary>How many of the nodes have a kernel.</summary>
    public static int Count(IEnumerable<Node> nodes) => nodes.Count(HasKernel);

    /// <summary>The nodes from the n-th last layer with a kernel on, in the order of the graph; all for 0.</summary>
    static HashSet<Node> Last(Graph graph, int count)
    {
        Node[] layers = [.. graph.Nodes.Where(HasKernel)];
        if (count == 0 || count >= layers.Length)
            return [.. graph.Nodes];
        var first = graph.Nodes.IndexOf(layers[^count]);
        return [.. graph.Nodes.Skip(first)];
    }

    /// <summary>Whether weight decay shrinks a weight, as the recipe says for its kind of layer.</summary>
    public static bool Decays(Node node, WeightSpec spec, OptimizerRecipe recipe) => spec.Role switch
    {
        WeightRole.Bias => recipe.DecaysBias,
        WeightRole.BatchNormScale or WeightRole.BatchNormShift => recipe.DecaysBatchNorm,
        _ => !node.IsDepthwise || recipe.DecaysDepthwise,
    };

    static bool HasKernel(Node node) => node.Op is Conv2d or Linear;
}
