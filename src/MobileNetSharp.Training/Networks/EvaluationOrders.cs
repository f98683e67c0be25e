using MobileNetSharp.Graphs;

namespace MobileNetSharp.Training.Networks;

/// <summary>For each input size and each set of targets that was asked for: which nodes run, and when their values can go.</summary>
sealed class EvaluationOrders(Graph graph)
{
    const int MostKept = 16;
    readonly Dictionary<(Shape Input, string Targets), EvaluationOrder> made = [];

    /// <summary>The order for an input of that shape; <see cref="GraphException"/> where the graph cannot have it.</summary>
    public EvaluationOrder For(Shape input, IReadOnlyList<Node> targets)
    {
        var key = (input, string.Join('\n', targets.Select(target => target.Name)));
        if (!made.TryGetValue(key, out var order))
        {
            // Multi-scale training has a handful of sizes; a caller with ever new ones must not fill the memory.
            if (made.Count == MostKept)
                made.Clear();
            var sized = graph.WithInput(input.Batch, input.Height, input.Width);
            if (sized.Inputs[0].Shape != input)
                throw new GraphException(sized.Inputs[0].Name, $"takes {sized.Inputs[0].Shape}, is given {input}");
            made[key] = order = new EvaluationOrder([.. targets.Select(target => sized[target.Name])]);
        }

        return order;
    }
}
