using System.Collections.Immutable;
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
        var list = steps.ToList();
        foreach (var depthwise in steps)
        {
            if (Around(graph, depthwise, list) is not { } block)
                continue;
            list[list.IndexOf(block.Project)] = block.Project with { Residual = null, Blocks = [block] };
            list.RemoveAll(step => step == block.Expand || step == block.Depthwise);
        }

        for (var i = 1; i < list.Count; i++)
        {
            if (IsStreamed(graph, list[i - 1], list[i]))
            {
                list[i] = list[i] with { Blocks = list[i - 1].Blocks.AddRange(list[i].Blocks) };
                list.RemoveAt(--i);
            }
        }

        return [.. list.Select(step => step with
        {
            Blocks = [.. step.Blocks.Select(block => Tiling.Choose(block, mode, step.Blocks.Length > 1))],
        })];
    }

    static FusedBlock? Around(Graph graph, Step depthwise, List<Step> steps)
    {
        if (!IsFilter(depthwise) || OnlyReader(graph, depthwise, steps) is not { } project || !IsPointwise(project))
            return null;
        var expand = steps.Find(step => step.Output == Plan.ValueOf(depthwise.Node.Inputs[0]));
        if (expand is not null && !(IsExpansion(expand) && OnlyReader(graph, expand, steps) == depthwise))
            expand = null;
        var block = new FusedBlock(expand, depthwise, project);
        var residual = project.Residual is { } node ? Plan.ValueOf(node) : null;
        return residual is null || (residual == Plan.ValueOf(block.Input) && block.Input.Shape == block.Output.Shape) ? block : null;
    }

    static bool IsFilter(Step step) => step is { Residual: null, Blocks: [], Node.Op: Conv2d { Groups: > 1 } conv }
        && conv.Groups == conv.Channels && conv.Groups == step.Node.Inputs[0].Channels && conv.Kernel == 3
        && conv.Stride.Height == conv.Stride.Width && conv.Dilation.Height == conv.Dilation.Width;

    static bool IsPointwise(Step step) =>
        step is { Blocks: [], Node.Op: Conv2d { Groups: 1 } conv } && conv.Kernel == 1 && conv.Stride == 1
        && step.Node.Shape.Size == step.Node.Inputs[0].Shape.Size;

    static bool IsExpansion(Step step) => step.Residual is null
        && (IsPointwise(step) || IsStem(step));

    static bool IsStem(Step step) => step is { Blocks: [], Node.Op: Conv2d { Groups: 1 } conv }
        && conv.Kernel.Height <= LargestStem && conv.Kernel.Width <= LargestStem
        && step.Node.Inputs[0] is { Op: Input, Channels: <= ImageChannels };

    /// <summary>The only step that reads the step's value, as its first input.</summary>
    static Step? OnlyReader(Graph graph, Step step, List<Step> steps) =>
        !graph.IsOutput(step.Output) && graph.ReadersOf(step.Output).Take(2).ToArray() is [var reader]
            ? steps.Find(other => other.Node == reader)
            : null;

    static bool IsStreamed(Graph graph, Step first, Step second) =>
        first.Blocks.Length > 0 && second.Blocks is [{ Project.Residual: null } block]
        && block.Input == first.Output && !graph.IsOutput(first.Output) && graph.ReadersOf(first.Output).Count() == 1
        && (block.Expand is null || IsPointwise(block.Expand))
        && first.Output.Shape.CountPerImage * sizeof(float) >= StreamedBytes
        && first.Blocks.Add(block).Sum(Weights) <= StreamedWeights;

    static long Weights(FusedBlock block) => block.Steps.Sum(step => step.Node.WeightsOf().Sum(weight => weight.Count));
}
