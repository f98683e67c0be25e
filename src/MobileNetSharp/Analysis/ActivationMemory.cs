using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Analysis;

/// <summary>
/// The most activation memory that a run needs at one time, in the order of the graph: inputs, outputs and everything that a
/// later node still reads (§5.1, the first formula). Batch normalization, activations, dropout and reshaping run in place where nothing
/// else reads their input; scratch memory inside an operator counts as zero, but for the inner tensors of a block run as one.
/// </summary>
public static class ActivationMemory
{
    /// <summary>Bytes at the peak with every node as a separate operator; 4 bytes an element for fp32, 2 for fp16.</summary>
    public static long PeakActivationBytes(this Graph graph, int bytesPerElement = 4)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return bytesPerElement * Peak(graph, [], 1);
    }

    /// <summary>
    /// Bytes at the peak with every bottleneck block as one operator that computes its inner channels in
    /// <paramref name="split"/> parts, one after the other (§5.1, t-way split): input, output, and ⌈inner/split⌉ channels of
    /// the expanded tensor and of the depthwise convolution's output. int.MaxValue: channel by channel.
    /// </summary>
    public static long BlockwiseActivationBytes(this Graph graph, int split = int.MaxValue, int bytesPerElement = 4)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentOutOfRangeException.ThrowIfLessThan(split, 1);
        return bytesPerElement * Peak(graph, BottleneckBlock.Find(graph), split);
    }

    /// <summary>An operator: the nodes whose tensors it reads, the node that it computes, and the elements that live only inside it.</summary>
    readonly record struct Step(ImmutableArray<Node> Reads, Node Output, long InnerElements);

    static long Peak(Graph graph, ImmutableArray<BottleneckBlock> blocks, int split)
    {
        var storage = Storage(graph);
        var steps = Steps(graph, blocks, split);
        var lastUse = new Dictionary<Node, int>();
        for (var i = 0; i < steps.Count; i++)
        {
            foreach (var read in steps[i].Reads)
                lastUse[storage[read]] = i;
            lastUse[storage[steps[i].Output]] = i;
        }

        foreach (var output in graph.Outputs)
            lastUse[storage[output.Node]] = steps.Count;

        var lastUsedIn = lastUse.ToLookup(use => use.Value, use => use.Key);
        var live = new HashSet<Node>(graph.Inputs);
        var elements = live.Sum(node => node.Shape.Count);
        var peak = 0L;
        for (var i = 0; i < steps.Count; i++)
        {
            if (live.Add(storage[steps[i].Output]))
                elements += steps[i].Output.Shape.Count;
            peak = Math.Max(peak, elements + steps[i].InnerElements);
            elements -= lastUsedIn[i].Where(live.Remove).Sum(node => node.Shape.Count);
        }

        return peak;
    }

    /// <summary>The node in whose tensor each node's output lies: its own, or that of the input that it overwrites.</summary>
    static Dictionary<Node, Node> Storage(Graph graph)
    {
        var storage = new Dictionary<Node, Node>();
        foreach (var node in graph.Nodes)
        {
            var inPlace = node.Op is BatchNorm or Activation or Dropout or Reshape
                && node.Inputs[0].Op is not Input && graph.ReadersOf(node.Inputs[0]).Count() == 1 && !graph.IsOutput(node.Inputs[0]);
            storage.Add(node, inPlace ? storage[node.Inputs[0]] : node);
        }

        return storage;
    }

    static List<Step> Steps(Graph graph, ImmutableArray<BottleneckBlock> blocks, int split)
    {
        var blockOf = new Dictionary<Node, BottleneckBlock>();
        foreach (var block in blocks)
        {
            foreach (var node in block.Nodes)
                blockOf.Add(node, block);
        }

        var steps = new List<Step>();
        foreach (var node in graph.Nodes.Where(node => node.Op is not Input))
        {
            if (!blockOf.TryGetValue(node, out var block))
                steps.Add(new Step(node.Inputs, node, 0));
            else if (node == block.Output)
                steps.Add(new Step([block.Input], node, Inner(block, split)));
        }

        return steps;
    }

    static long Inner(BottleneckBlock block, int split)
    {
        var channels = (block.Hidden + (long)split - 1) / split;
        var elements = block.Depthwise.Shape.Count + (block.Expand?.Shape.Count ?? 0);
        return elements / block.Hidden * channels;
    }
}
