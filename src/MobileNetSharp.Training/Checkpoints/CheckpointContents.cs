using System.Collections.Immutable;
using MobileNetSharp.Graphs;
using MobileNetSharp.Training.Optimizers;
using MobileNetSharp.Training.Recipes;
using MobileNetSharp.Training.Trainer;
using MobileNetSharp.Weights;

namespace MobileNetSharp.Training.Checkpoints;

/// <summary>What a checkpoint must hold beside weights for its run to continue as it would have.</summary>
static class CheckpointContents
{
    /// <summary>The first tensor that is missing, of another kind, or too many; null if none.</summary>
    public static string? Fault(Checkpoint checkpoint, Recipe recipe, Func<Graph, Node, bool> isHead)
    {
        var (graph, state) = (checkpoint.Graph, checkpoint.State);
        if (state.Phase > recipe.Phases.Length)
            return $"its phase {state.Phase + 1} is none of the recipe's {recipe.Phases.Length}";
        // Before the first step, weights may be of any type that the starting model has.
        if (state.Step > 0 && Fault("weights", checkpoint.Weights, Averaged(graph)) is { } weight)
            return weight;
        if (recipe.EmaDecay > 0 && (state.OptimizerSteps > 0 || checkpoint.Averages.Count > 0) && Fault("average", checkpoint.Averages, Averaged(graph), isWhole: true) is { } average)
            return average;
        return state.Phase < recipe.Phases.Length && (state.OptimizerSteps > 0 || checkpoint.Optimizer.Count > 0)
            ? Fault("optimizer", checkpoint.Optimizer, Remembered(recipe, TrainedLayers.Of(graph, recipe.Phases[state.Phase], isHead)), isWhole: true)
            : null;
    }

    static string? Fault(string group, IReadOnlyDictionary<string, Tensor> found, (string Name, ImmutableArray<int> Shape)[] expected, bool isWhole = false)
    {
        foreach (var (name, shape) in expected)
        {
            if (!found.TryGetValue(name, out var tensor))
                return $"'{group}/{name}' is missing";
            if (tensor.Type != ElementType.Float32 || !tensor.Shape.AsSpan().SequenceEqual(shape.AsSpan()))
                return $"'{group}/{name}' is {tensor.Type} [{string.Join(", ", tensor.Shape)}]; Float32 [{string.Join(", ", shape)}] is expected";
        }

        return isWhole && found.Count > expected.Length
            ? $"'{group}/{found.Keys.Except(expected.Select(tensor => tensor.Name)).First()}' is not part of the run"
            : null;
    }

    /// <summary>Parameters, and the running statistics of batch normalization.</summary>
    static (string Name, ImmutableArray<int> Shape)[] Averaged(Graph graph) =>
        [.. graph.WeightsOf().Where(spec => spec.Role != WeightRole.BatchNormCounter).Select(spec => (spec.Name, spec.Shape))];

    /// <summary>What the optimizer remembers of each weight that is trained.</summary>
    static (string Name, ImmutableArray<int> Shape)[] Remembered(Recipe recipe, HashSet<Node> trained) =>
    [
        .. from node in trained
           from spec in node.WeightsOf()
           where spec.Role is not (WeightRole.BatchNormCounter or WeightRole.BatchNormStatistic)
           from quantity in Optimizer.Remembers(recipe.Optimizer)
           select ($"{spec.Name}/{quantity.Name}", spec.Shape),
    ];
}
