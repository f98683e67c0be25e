using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>Where the value of each step lies in one arena: values that are never needed together share bytes.</summary>
public sealed class MemoryPlan
{
    const int AlignmentBytes = 64;
    readonly Dictionary<Node, Buffer> buffers;
    readonly Dictionary<int, Buffer> scratch;

    MemoryPlan(Dictionary<Node, Buffer> buffers, Dictionary<int, Buffer> scratch) => (this.buffers, this.scratch) = (buffers, scratch);

    /// <summary>The distinct buffers, in the order in which they are first written.</summary>
    public ImmutableArray<Buffer> Buffers => [.. All.Distinct().OrderBy(buffer => buffer.FirstStep)];

    /// <summary>Bytes of the arena.</summary>
    public long SizeBytes => All.Select(buffer => buffer.EndBytes).DefaultIfEmpty().Max();

    /// <summary>The buffer of the value that the node yields.</summary>
    public Buffer this[Node node] => buffers[node];

    IEnumerable<Buffer> All => buffers.Values.Concat(scratch.Values);

    /// <summary>What the step needs besides its inputs and its output while it runs; null for nothing.</summary>
    public Buffer? Scratch(int step) => scratch.GetValueOrDefault(step);

    /// <summary>
    /// Places the steps' values, the largest first, each at the lowest offset that is free for its whole life.
    /// <paramref name="valueOf"/> resolves a node to the input or the step's output that holds its value;
    /// <paramref name="scratchBytes"/> are the steps' own needs; <paramref name="workers"/> run each step together.
    /// </summary>
    internal static MemoryPlan Create(
        Graph graph, ImmutableArray<Step> steps, ImmutableArray<long> scratchBytes, int workers, Func<Node, Node> valueOf)
    {
        var lastReads = LastReads(graph, steps, valueOf);
        var lives = new Dictionary<Node, Life>();
        for (var i = 0; i < steps.Length; i++)
        {
            var value = steps[i].Output;
            if (ReplacedValue(steps[i], i, workers, lastReads, lives, valueOf) is { } replaced)
            {
                lives[value] = lives[replaced];
                lives[value].LastStep = lastReads[value];
            }
            else
            {
                lives[value] = new Life(Align(value.SizeBytes), i, value.ElementType) { LastStep = lastReads[value] };
            }
        }

        var scratch = Enumerable.Range(0, steps.Length).Where(i => scratchBytes[i] > 0)
            .ToDictionary(i => i, i => new Life(Align(scratchBytes[i]), i, null) { LastStep = i });
        var placed = Placement.Place([.. lives.Values.Distinct().Concat(scratch.Values)]);
        return new MemoryPlan(
            lives.ToDictionary(life => life.Key, life => placed[life.Value]),
            scratch.ToDictionary(life => life.Key, life => placed[life.Value]));
    }

    static Dictionary<Node, int> LastReads(Graph graph, ImmutableArray<Step> steps, Func<Node, Node> valueOf)
    {
        var lastReads = new Dictionary<Node, int>();
        for (var i = 0; i < steps.Length; i++)
        {
            foreach (var read in steps[i].Reads)
                lastReads[valueOf(read)] = i;
            lastReads[steps[i].Output] = i;
        }

        foreach (var output in graph.Outputs)
            lastReads[valueOf(output.Node)] = steps.Length;
        return lastReads;
    }

    /// <summary>
    /// The value that the step may overwrite with its own: one of the same size and type that no later step reads and of which every
    /// element is read just before the element in its place is written.
    /// </summary>
    static Node? ReplacedValue(
        Step step, int index, int workers, Dictionary<Node, int> lastReads, Dictionary<Node, Life> lives, Func<Node, Node> valueOf)
    {
        var candidates = step.Node.Op switch
        {
            // A block that one worker computes writes a band only after it has expanded every row of the input up to it.
            _ when !step.Blocks.IsEmpty => workers == 1 && step.Blocks is [{ CanOverwriteInput: true } block] ? [valueOf(block.Input)] : [],
            Activation or BatchNorm or Add or Softmax => step.Node.Inputs.Select(valueOf),
            _ when step.Residual is { } residual && valueOf(residual) != valueOf(step.Node.Inputs[0]) => [valueOf(residual)],
            _ => [],
        };
        return candidates.FirstOrDefault(value =>
            lives.ContainsKey(value) && lastReads[value] == index && value.ElementType == step.Output.ElementType);
    }

    static long Align(long sizeBytes) => (sizeBytes + AlignmentBytes - 1) / AlignmentBytes * AlignmentBytes;
}
