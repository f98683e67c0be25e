using System.Collections.Immutable;
using MobileNetSharp.Graphs;

namespace MobileNetSharp.Inference.Planning;

/// <summary>
/// A bottleneck block that runs as one operator (§5.1), a band of rows at a time, so that its expanded tensor never exists.
/// </summary>
/// <param name="Expand">The 1×1 expansion, or the stem in its place; null where the depthwise convolution reads the input.</param>
/// <param name="Depthwise">The 3×3 depthwise convolution.</param>
/// <param name="Project">The 1×1 projection, perhaps with the block's input as its residual.</param>
public sealed record FusedBlock(Step? Expand, Step Depthwise, Step Project)
{
    /// <summary>Output rows that are computed at a time.</summary>
    public int BandRows { get; init; } = 1;

    /// <summary>Parts that the expanded channels are computed in, one after the other (§5.1, t-way split).</summary>
    public int Split { get; init; } = 1;

    /// <summary>The node whose value the block reads.</summary>
    public Node Input => (Expand ?? Depthwise).Node.Inputs[0];

    /// <summary>The node whose value the block yields.</summary>
    public Node Output => Project.Output;

    /// <summary>True where the output may overwrite the input: of its shape, read once, and no output row needs only later input rows.</summary>
    public bool CanOverwriteInput => Split == 1 && Input.Shape == Output.Shape && Depthwise.Node.Op is Conv2d conv
        && conv.Padding.Resolve(Input.Shape.Size, conv.Kernel, conv.Stride, conv.Dilation).Top <= 2 * conv.Dilation.Height;

    /// <summary>True where the projection may write straight into the next block's ring: nothing comes between, nor is anything added that lies otherwise.</summary>
    internal bool FillsRingOf(FusedBlock next) => next.Expand is null && Project.Residual is null;

    /// <summary>The steps that it consists of.</summary>
    public ImmutableArray<Step> Steps => Expand is null ? [Depthwise, Project] : [Expand, Depthwise, Project];

    /// <inheritdoc/>
    public override string ToString() => $"{Input.Name} to {Output.Name}";
}
