using System.Runtime.CompilerServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>
/// The weights of a convolution or linear layer in panels of <see cref="PanelWidth"/> output channels, group by group:
/// a row of biases, then a row for each tap and input channel. The last panel of a group is filled up with zeros.
/// </summary>
sealed unsafe class PackedPanels
{
    readonly AlignedMemory memory = new(0);
    readonly long panelSize;

    /// <summary>The sizes of the panels, without values.</summary>
    /// <param name="node">The convolution or linear layer.</param>
    /// <param name="width">The vectors that would read the panels.</param>
    public PackedPanels(Node node, VectorWidth width)
    {
        (Groups, Taps) = node.Op is Conv2d conv ? (conv.Groups, conv.Kernel.Area) : (1, 1);
        Depth = node.Inputs[0].Channels / Groups;
        ChannelsPerGroup = node.Channels / Groups;
        PanelWidth = 2 * (int)width;
        PanelsPerGroup = (ChannelsPerGroup + PanelWidth - 1) / PanelWidth;
        panelSize = (long)PanelWidth * (1 + (Taps * Depth));
    }

    /// <param name="node">The convolution or linear layer.</param>
    /// <param name="kernel">OIHW or (out, in).</param>
    /// <param name="bias">One per output channel.</param>
    /// <param name="width">The vectors that will read the panels.</param>
    public PackedPanels(Node node, ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias, VectorWidth width)
        : this(node, width)
    {
        memory = new AlignedMemory(panelSize * PanelsPerGroup * Groups * sizeof(float));
        for (var group = 0; group < Groups; group++)
            for (var panel = 0; panel < PanelsPerGroup; panel++)
                Pack(group, panel, kernel, bias);
    }

    public int Groups { get; }

    /// <summary>Input channels of a group.</summary>
    public int Depth { get; }

    public int Taps { get; }

    /// <summary>Output channels of a group.</summary>
    public int ChannelsPerGroup { get; }

    /// <summary>Output channels of a panel: two vectors.</summary>
    public int PanelWidth { get; }

    public int PanelsPerGroup { get; }

    /// <summary>The weights of a panel from an input channel on.</summary>
    public float* Weights(int panel, int firstInput = 0) => Panel(0, panel) + ((1 + firstInput) * PanelWidth);

    public float* Panel(int group, int panel) => memory.Pointer<float>() + (((group * PanelsPerGroup) + panel) * panelSize);

    /// <summary>Row by row, so that the panel, which is new to the cache, is written in order.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Pack(int group, int panel, ReadOnlySpan<float> kernel, ReadOnlySpan<float> bias)
    {
        var channels = Math.Min(PanelWidth, ChannelsPerGroup - (panel * PanelWidth));
        var first = (group * ChannelsPerGroup) + (panel * PanelWidth);
        var row = Panel(group, panel);
        bias.Slice(first, channels).CopyTo(new Span<float>(row, channels));
        var stride = Depth * Taps;
        var weights = kernel.Slice(first * stride, channels * stride);
        for (var tap = 0; tap < Taps; tap++)
        {
            for (var i = 0; i < Depth; i++)
            {
                row += PanelWidth;
                for (int o = 0, from = (i * Taps) + tap; o < channels; o++, from += stride)
                    row[o] = weights[from];
            }
        }
    }
}
