using System.Runtime.InteropServices;
using Google.Protobuf.Collections;
using MobileNetSharp.Formats.Onnx.Schema;

namespace MobileNetSharp.Formats.Onnx.Import;

/// <summary>The nodes of a file in an order in which they can be read.</summary>
sealed class OnnxOrder
{
    readonly RepeatedField<NodeProto> nodes;
    readonly Dictionary<string, int> producers = new(StringComparer.Ordinal);
    readonly HashSet<string> constants;

    OnnxOrder(GraphProto graph)
    {
        nodes = graph.Node;
        constants = graph.Initializer.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count; i++)
        {
            foreach (var output in nodes[i].Output)
            {
                if (output.Length > 0 && !producers.TryAdd(output, i))
                    throw new ModelFormatException($"Two nodes have the output '{output}'.");
            }
        }
    }

    /// <summary>
    /// The nodes that the outputs need, each after those that it reads: first what is computed from constants alone, so that a layer
    /// finds its weights wherever the file has them, then the others in the file's order as far as it goes.
    /// </summary>
    public static List<NodeProto> Sort(GraphProto graph)
    {
        var order = new OnnxOrder(graph);
        return order.Sort(order.NeededFor(graph.Output.Select(output => output.Name)));
    }

    bool[] NeededFor(IEnumerable<string> outputs)
    {
        var needed = new bool[nodes.Count];
        var open = new Stack<int>();
        Need(outputs);
        while (open.TryPop(out var next))
            Need(nodes[next].Input);
        return needed;

        void Need(IEnumerable<string> values)
        {
            foreach (var value in values)
            {
                if (producers.TryGetValue(value, out var producer) && !needed[producer])
                {
                    needed[producer] = true;
                    open.Push(producer);
                }
            }
        }
    }

    List<NodeProto> Sort(bool[] needed)
    {
        var waitsFor = new int[nodes.Count];
        var readers = new Dictionary<int, List<int>>();
        var ready = new PriorityQueue<int, (bool ReadsInput, int Index)>();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (!needed[i])
                continue;
            foreach (var input in nodes[i].Input)
            {
                if (!producers.TryGetValue(input, out var producer))
                    continue;
                waitsFor[i]++;
                (CollectionsMarshal.GetValueRefOrAddDefault(readers, producer, out _) ??= []).Add(i);
            }

            if (waitsFor[i] == 0)
                ready.Enqueue(i, (ReadsInput(i), i));
        }

        var sorted = new List<NodeProto>(nodes.Count);
        while (ready.TryDequeue(out var next, out var priority))
        {
            sorted.Add(nodes[next]);
            if (!priority.ReadsInput)
                constants.UnionWith(nodes[next].Output);
            foreach (var reader in readers.GetValueOrDefault(next, []))
            {
                if (--waitsFor[reader] == 0)
                    ready.Enqueue(reader, (ReadsInput(reader), reader));
            }
        }

        return sorted.Count == needed.Count(isNeeded => isNeeded) ? sorted : throw Cycle(waitsFor);
    }

    bool ReadsInput(int node) => nodes[node].Input.Any(input => input.Length > 0 && !constants.Contains(input));

    /// <summary>A node that waits for another, which waits for another: going back along them ends in the cycle.</summary>
    ModelFormatException Cycle(int[] waitsFor)
    {
        var seen = new HashSet<int>();
        var node = Array.FindIndex(waitsFor, count => count > 0);
        while (seen.Add(node))
            node = nodes[node].Input.Where(producers.ContainsKey).Select(input => producers[input]).First(producer => waitsFor[producer] > 0);
        return new OnnxNode(nodes[node]).Fault("it reads its own output, through the nodes after it: a cycle");
    }
}
