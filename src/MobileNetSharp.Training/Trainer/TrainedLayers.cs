using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Recipes;

namespace MobileNetSharp.Training.Trainer;

/// <summary>Which part of a network a phase trains: everything from one layer on.</summary>
static class TrainedLayers
{
    /// <summary>The nodes from the n-th last layer with a kernel on, in the order of the graph; all for 0.</summary>
    public static HashSet<Node> Last(Graph graph, int count)
    {
        Node[] layers = [.. graph.Nodes.Where(node => node.Op is Conv2d or Linear)];
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
}
