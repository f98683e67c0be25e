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
    /// <summary>The node whose value the block reads.</summary>
    public Node Input => (Expand ?? Depthwise).Node.Inputs[0];

    /// <summary>The node whose value the block yields.</summary>
    public Node Output => Project.Output;

    /// <summary>True where the output has the input's shape and no output row needs only later input rows.</summary>
    public bool KeepsShape => Input.Shape == Output.Shape && Depthwise.Node.Op is Conv2d conv
        && conv.Padding.Resolve(Input.Shape.Size, conv.Kernel, conv.Stride, conv.Dilation).Top <= 2 * conv.Dilation.Height;

    /// <summary>The steps that it stands for.</summary>
    public ImmutableArray<Step> Steps => Expand is null ? [Depthwise, Project] : [Expand, Depthwise, Project];
}
