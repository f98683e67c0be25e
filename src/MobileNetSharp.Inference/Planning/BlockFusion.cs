using System.Collections.Immutable;
using MobileNetSharp.Analysis;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>Finds the steps that make up bottleneck blocks, and the blocks that are streamed into one another.</summary>
static class BlockFusion
{
    /// <summary>A tensor between two blocks that is at least so large is not worth its memory: the next block takes its rows as they come.</summary>
    const long StreamedBytes = 400_000;

    /// <summary>Weights of a chain in all: each of its short bands reads them again, so they must stay in the nearest caches.</summary>
    const long StreamedWeights = 32 * 1024;

    /// <summary>Input channels up to which a convolution is run as the first block's expansion: those of an image.</summary>
    const int ImageChannels = 4;

    /// <summary>Height and width of a stem's kernel up to which its window is kept on the stack.</summary>
    const int LargestStem = 11;

    /// <summary>The steps with each block's three, and then whole chains of early blocks, as one.</summary>
    public static ImmutableArray<Step> Steps(Graph graph, ImmutableArray<Step> steps, MemoryMode mode)
    {
        var (stepOf, stepYielding) = (steps.ToDictionary(step => step.Node), steps.ToDictionary(step => step.Output));
        var replaced = new Dictionary<Node, Step?>(); // null: a part of a block
        foreach (var found in BottleneckBlock.Find(graph, block => Fused(graph, block, stepOf, stepYielding) is not null))
        {
            var block = Fused(graph, found, stepOf, stepYielding)!;
            foreach (var step in block.Steps)
                replaced[step.Node] = null;
            replaced[block.Project.Node] = block.Project with { Residual = null, Blocks = [block] };
        }

        var chained = new List<Step>();
        foreach (var step in steps.Select(step => replaced.GetValueOrDefault(step.Node, step)).OfType<Step>())
        {
            if (chained.Count > 0 && IsStreamed(graph, chained[^1], step))
                chained[^1] = step with { Blocks = chained[^1].Blocks.AddRange(step.Blocks) };
            else
                chained.Add(step);
        }

        return [.. chained.Select(step => step with
        {
            Blocks = [.. step.Blocks.Select(block => Tiling.Choose(block, mode, step.Blocks.Length > 1))],
        })];
    }

    /// <summary>
    /// The block's steps as one operator; null where there is no kernel for it, which needs steps that read one another with
    /// nothing in between, a 3×3 filter, and no other residual than the block's input.
    /// </summary>
    static FusedBlock? Fused(
        Graph graph, BottleneckBlock found, Dictionary<Node, Step> stepOf, Dictionary<Node, Step> stepYielding)
    {
        var (depthwise, project) = (stepOf[found.Depthwise], stepOf[found.Project]);
        var expand = found.Expand is null ? StemBefore(graph, depthwise, stepYielding) : stepOf[found.Expand];
        if (project.Node.Inputs[0] != depthwise.Output || !IsFilter((Conv2d)depthwise.Node.Op)
            || (expand is not null && depthwise.Node.Inputs[0] != expand.Output))
            return null;
        var block = new FusedBlock(expand, depthwise, project);
        return project.Residual is null
            || (Plan.ValueOf(project.Residual) == Plan.ValueOf(block.Input) && block.Input.Shape == block.Output.Shape) ? block : null;
    }

    static bool IsFilter(Conv2d conv) => conv.Kernel == 3
        && conv.Stride.Height == conv.Stride.Width && conv.Dilation.Height == conv.Dilation.Width;

    /// <summary>The stem whose value only the filter reads: it is run in an expansion's place.</summary>
    static Step? StemBefore(Graph graph, Step depthwise, Dictionary<Node, Step> stepYielding)
    {
        var value = depthwise.Node.Inputs[0];
        return !graph.IsOutput(value) && graph.ReadersOf(value).Count() == 1
            && stepYielding.GetValueOrDefault(value) is { Residual: null } producer && IsStem(producer.Node) ? producer : null;
    }

    static bool IsStem(Node node) => node is { Op: Conv2d { Groups: 1 } conv, Inputs: [{ Op: Input, Channels: <= ImageChannels }] }
        && conv.Kernel.Height <= LargestStem && conv.Kernel.Width <= LargestStem;

    static bool IsStreamed(Graph graph, Step first, Step second) =>
        first.Blocks.Length > 0 && second.Blocks is [{ Project.Residual: null } block]
        && block.Input == first.Output && !graph.IsOutput(first.Output) && graph.ReadersOf(first.Output).Count() == 1
        && (block.Expand is null || block.Expand.Node.IsPointwise)
        && first.Output.Shape.CountPerImage * sizeof(float) >= StreamedBytes
        && first.Blocks.Add(block).Sum(Weights) <= StreamedWeights;

    static long Weights(FusedBlock block) => block.Steps.Sum(step => step.Node.WeightsOf().Sum(weight => weight.Count));
}
