using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Planning;

namespace MobileNetSharp.Inference.Kernels.Blocks;

/// <summary>
/// The geometry of a fused block. Rows of the expanded tensor live in a ring, <c>[blocks][slots][columns][B]</c> with zero
/// columns left and right; a band of the depthwise convolution's output in a tile, <c>[blocks][band rows × W'][B]</c>. B is a
/// vector's number of floats.
/// </summary>
sealed class BlockStage
{
    /// <param name="block">What the stage computes.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="rowsAhead">Rows of the input that a stage before may have produced beyond those that a band reads.</param>
    public BlockStage(FusedBlock block, PackedWeights weights, int rowsAhead)
    {
        (Lanes, Input, Output) = ((int)weights.Width, block.Input.Shape, block.Output.Shape);
        Expanded = block.Depthwise.Node.Inputs[0].Shape;
        (Expand, Depthwise, Project) = (block.Expand, block.Depthwise, block.Project);
        ExpandPanels = block.Expand is null ? null : weights.Panels(block.Expand.Node);
        (DepthwiseWeights, ProjectPanels) = (weights.FilterBlocks(block.Depthwise.Node), weights.Panels(block.Project.Node));
        ExpandWindow = block.Expand is null ? default : Window.From(block.Expand.Node);
        var window = Window.From(block.Depthwise.Node);
        (Stride, Dilation) = (window.Stride.Height, window.Dilation.Height);
        (PaddingTop, PaddingLeft) = (window.Padding.Top, window.Padding.Left);

        BandRows = block.BandRows;
        PartBlocks = ((Blocks + (2 * block.Split) - 1) / (2 * block.Split)) * 2;
        FirstBandInputRows = ((BandRows - 1) * Stride) + (2 * Dilation) + 1;
        Slots = Math.Min(FirstBandInputRows + rowsAhead, Expanded.Height);
        Columns = Math.Max(PaddingLeft + Expanded.Width, ((Output.Width - 1) * Stride) + (2 * Dilation) + 1);
    }

    public int Lanes { get; }

    public Step? Expand { get; }

    public Step Depthwise { get; }

    public Step Project { get; }

    public PackedPanels? ExpandPanels { get; }

    public PackedDepthwise DepthwiseWeights { get; }

    public PackedPanels ProjectPanels { get; }

    /// <summary>The window of the expansion: 1×1, or the stem's.</summary>
    public Window ExpandWindow { get; }

    public Shape Input { get; }

    public Shape Expanded { get; }

    public Shape Output { get; }

    public int Stride { get; }

    public int Dilation { get; }

    public int PaddingTop { get; }

    public int PaddingLeft { get; }

    /// <summary>Output rows that are computed at a time.</summary>
    public int BandRows { get; }

    /// <summary>Expanded rows that the first band needs; later ones find some in the ring.</summary>
    public int FirstBandInputRows { get; }

    /// <summary>Expanded rows that the ring holds.</summary>
    public int Slots { get; }

    /// <summary>Pixels of a row of the ring, zero columns included.</summary>
    public int Columns { get; }

    /// <summary>Blocks of expanded channels that are computed at a time: all, or a part (§5.1, t-way split).</summary>
    public int PartBlocks { get; }

    /// <summary>Blocks of expanded channels.</summary>
    public int Blocks => DepthwiseWeights.Blocks;

    /// <summary>True where the expansion is a 1×1 convolution of every pixel, whose input rows need no rearrangement but blocking.</summary>
    public bool IsPointwise => ExpandWindow.Kernel == 1 && ExpandWindow.Stride == 1 && ExpandWindow.Padding == Padding.None;

    /// <summary>Values of a pixel that the expansion reads: input channels, times the taps of the stem.</summary>
    public int ExpandDepth => ExpandPanels is null ? 0 : ExpandPanels.Depth * ExpandPanels.Taps;

    public long RingRowFloats => (long)Columns * Lanes;

    public long RingBlockFloats => Slots * RingRowFloats;

    public long RingFloats => Math.Min(PartBlocks, Blocks) * RingBlockFloats;

    public long TileBlockFloats => (long)BandRows * Output.Width * Lanes;

    public long TileFloats => Math.Min(PartBlocks, Blocks) * TileBlockFloats;

    /// <summary>True where the expansion is the usual stem, which reads rows of the image as they are, but for the padding.</summary>
    public bool ReadsImage => !IsPointwise && ExpandWindow.Dilation == 1 && ExpandWindow.Stride.Width * Input.Channels == ImagePixels.Count;

    /// <summary>Floats of a row of the image with its padding: what the windows of all outputs cover.</summary>
    public long ImageRowFloats =>
        (((Expanded.Width - 1) * ExpandWindow.Stride.Width) + ExpandWindow.Kernel.Width) * (long)Input.Channels;

    /// <summary>Floats of the blocked input of the rows that one band may have to expand.</summary>
    public long PackedFloats => ExpandPanels is null ? 0
        : ReadsImage ? (ImageRows(Slots) * ImageRowFloats + 15) / 16 * 16
        : (long)PackedBlocks * PackedBlockFloats;

    public long PackedBlockFloats => (long)Slots * Expanded.Width * Lanes;

    /// <summary>Rows of the image that so many rows of the stem's output need.</summary>
    public int ImageRows(int rows) => ((rows - 1) * ExpandWindow.Stride.Height) + ExpandWindow.Kernel.Height;

    /// <summary>The first of them for the output row <paramref name="first"/>; it may lie in the padding.</summary>
    public int ImageRow(int first) => (first * ExpandWindow.Stride.Height) - ExpandWindow.Padding.Top;

    int PackedBlocks => (ExpandDepth + Lanes - 1) / Lanes;
}
