using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>How a graph of fixed shapes is run: what runs as one, in which order, and where its values lie.</summary>
public sealed class Plan
{
    readonly int workers;

    Plan(Graph graph, ImmutableArray<Step> steps, ImmutableArray<long> scratchBytes, int workers)
    {
        (Graph, Steps, this.workers) = (graph, steps, workers);
        var values = new Dictionary<Node, Node>();
        foreach (var node in graph.Nodes)
            values.Add(node, Fusion.IsAlias(node) ? values[node.Inputs[0]] : node);
        Memory = MemoryPlan.Create(graph, steps, scratchBytes, workers, node => values[node]);
    }

    /// <summary>The graph that is run, with batch normalization folded.</summary>
    public Graph Graph { get; }

    /// <summary>The steps in order.</summary>
    public ImmutableArray<Step> Steps { get; }

    /// <summary>Where the steps' values and what the steps need besides them lie.</summary>
    public MemoryPlan Memory { get; }

    /// <summary>Plans a graph that so many workers run together.</summary>
    internal static Plan Create(Graph graph, int workers = 1, MemoryMode mode = MemoryMode.Normal)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var steps = BlockFusion.Steps(graph, Fusion.Steps(graph), mode);
        return new Plan(graph, steps, [.. steps.Select(_ => 0L)], workers);
    }

    /// <summary>The same steps with scratch memory of so many bytes, in the order of the steps.</summary>
    internal Plan WithScratch(ImmutableArray<long> sizesBytes) => new(Graph, Steps, sizesBytes, workers);

    /// <summary>The node that holds the node's value: an input of the graph or the output of a step.</summary>
    public static Node ValueOf(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        while (Fusion.IsAlias(node))
            node = node.Inputs[0];
        return node;
    }

    /// <summary>A line per step: its nodes (of blocks the first and the last), its output's shape, its bytes in the arena, the tiles of its blocks.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{Graph.Name}: {Steps.Length} steps, arena of {Memory.SizeBytes} bytes, {Memory.Buffers.Length} buffers\n");
        var width = Steps.Select(step => Words(step).Length).DefaultIfEmpty().Max();
        for (var i = 0; i < Steps.Length; i++)
        {
            var (step, buffer) = (Steps[i], Memory[Steps[i].Output]);
            text.Append(
                CultureInfo.InvariantCulture,
                $"  {i,3}  {Words(step).PadRight(width)}  {step.Output.Shape,-15}  [{buffer.OffsetBytes}, {buffer.EndBytes})");
            text.Append(buffer.FirstStep < i ? " in place" : "");
            if (Memory.Scratch(i) is { } scratch)
                text.Append(CultureInfo.InvariantCulture, $", scratch [{scratch.OffsetBytes}, {scratch.EndBytes})");
            text.Append(Tiles(step)).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>The rows of output that each block computes at a time, and in how many parts its expanded channels.</summary>
    static string Tiles(Step step) => step.Blocks.IsEmpty ? "" : ", bands of " + string.Join(
        " → ",
        step.Blocks.Select(block => string.Create(
            CultureInfo.InvariantCulture,
            $"{block.BandRows}×{block.Output.Shape.Width}{(block.Split > 1 ? $" in {block.Split} parts" : "")}")));

    static string Words(Step step) => step.Blocks switch
    {
        [] => step.ToString(),
        [var block] => $"{block.Steps[0].Node.Name} … {step.Output.Name}",
        var blocks => $"{blocks[0].Steps[0].Node.Name} … {step.Output.Name} ({blocks.Length} blocks)",
    };
}
