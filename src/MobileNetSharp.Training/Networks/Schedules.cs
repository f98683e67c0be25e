using MobileNetSharp.Graphs;

namespace MobileNetSharp.Training.Networks;

/// <summary>For each input size and each set of targets that was asked for: which nodes run, and when their values can go.</summary>
sealed class Schedules(Graph graph)
{
    const int MostKept = 16;
    readonly Dictionary<(Shape Input, string Targets), Schedule> made = [];

    /// <summary>The schedule for an input of that shape; <see cref="GraphException"/> where the graph cannot have it.</summary>
    public Schedule For(Shape input, IReadOnlyList<Node> targets)
    {
        var key = (input, string.Join('\n', targets.Select(target => target.Name)));
        if (!made.TryGetValue(key, out var schedule))
        {
            // Multi-scale training has a handful of sizes; a caller with ever new ones must not fill the memory.
            if (made.Count == MostKept)
                made.Clear();
            var sized = graph.WithInput(input.Batch, input.Height, input.Width);
            if (sized.Inputs[0].Shape != input)
                throw new GraphException(sized.Inputs[0].Name, $"takes {sized.Inputs[0].Shape}, is given {input}");
            made[key] = schedule = new Schedule([.. targets.Select(target => sized[target.Name])]);
        }

        return schedule;
    }
}
