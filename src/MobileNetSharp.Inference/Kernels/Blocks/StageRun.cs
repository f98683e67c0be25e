using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Blocks;

/// <summary>
/// One worker's run of a stage: produces bands of output rows in order, and for that keeps the expanded rows that the next
/// band will need again. Its input is a tensor, or what the stage before has just produced.
/// </summary>
sealed unsafe partial class StageRun<TLanes, TVector>(BlockStage stage, StageRun<TLanes, TVector>? previous)
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    readonly PixelTiles<TLanes, TVector> expansion = PixelTiles<TLanes, TVector>.Create(stage.Expand?.Activation);
    readonly PixelTiles<TLanes, TVector> filter = PixelTiles<TLanes, TVector>.Create(stage.Depthwise.Activation);
    readonly PixelTiles<TLanes, TVector> projection = PixelTiles<TLanes, TVector>.Create(stage.Project.Activation);

    // Of a part of the channels that is not the last: the sums are not complete yet.
    readonly PixelTiles<TLanes, TVector> partialProjection = PixelTiles<TLanes, TVector>.Create(null);

    float* ring, zeroRow, tile, packed, input;
    int expandedEnd, producedEnd, firstProduced, firstPartBlock;

    /// <summary>Rows of output that are kept for the next stage of a chain, as many as it may ask for before it uses them.</summary>
    float* outputRing;

    public BlockStage Stage => stage;

    /// <summary>Rows of the output ring; 0 where the output is a tensor or goes straight into the ring of the next stage.</summary>
    public int OutputSlots { get; init; }

    /// <summary>Floats of scratch memory that this run needs for itself.</summary>
    public long ScratchFloats => SharedFloats + OwnFloats;

    /// <summary>Ring, row of zeros and tile, which workers that split channels share.</summary>
    public long SharedFloats => stage.RingFloats + stage.RingRowFloats + stage.TileFloats;

    /// <summary>Blocked input rows and output ring.</summary>
    public long OwnFloats => stage.PackedFloats + Align((long)OutputSlots * OutputRowFloats);

    long OutputRowFloats => (long)stage.Output.Width * stage.Output.Channels;

    /// <summary>Takes its memory.</summary>
    public void Place(float* shared, float* own)
    {
        ring = shared;
        zeroRow = ring + stage.RingFloats;
        tile = zeroRow + stage.RingRowFloats;
        packed = own;
        outputRing = packed + stage.PackedFloats;
    }

    /// <summary>
    /// Begins an image, or the next part of its expanded channels from <paramref name="firstPart"/> on, at an output row; the
    /// blocks [<paramref name="firstBlock"/>, <paramref name="endBlock"/>) of the ring get their zero columns.
    /// </summary>
    public void Start(float* image, int firstRow, int firstPart, int firstBlock, int endBlock)
    {
        input = image;
        firstPartBlock = firstPart;
        (producedEnd, firstProduced) = (firstRow, firstRow);
        expandedEnd = Math.Max(0, (firstRow * stage.Stride) - stage.PaddingTop);
        previous?.Start(image, expandedEnd, 0, 0, previous.Stage.Blocks);
        new Span<float>(zeroRow, (int)stage.RingRowFloats).Clear();
        var left = stage.PaddingLeft * stage.Lanes;
        var right = left + (stage.Expanded.Width * stage.Lanes);
        for (var row = (long)(firstBlock - firstPart) * stage.Slots; row < (long)(endBlock - firstPart) * stage.Slots; row++)
        {
            var pixels = ring + (row * stage.RingRowFloats);
            new Span<float>(pixels, left).Clear();
            new Span<float>(pixels + right, (int)stage.RingRowFloats - right).Clear();
        }
    }

    /// <summary>Computes the output rows [<paramref name="first"/>, <paramref name="end"/>), at most a band, into <paramref name="output"/>.</summary>
    public void Band(int first, int end, float* output)
    {
        ExpandAndFilter(first, end, firstPartBlock, Math.Min(firstPartBlock + stage.PartBlocks, stage.Blocks));
        Project(first, end, 0, ProjectUnits(end - first), output);
    }

    /// <summary>The rows of the input that a band reads are produced, expanded into the ring and filtered into the tile, for some blocks of channels.</summary>
    public void ExpandAndFilter(int first, int end, int firstBlock, int endBlock)
    {
        var neededEnd = Math.Min(
            stage.Expanded.Height, ((end - 1) * stage.Stride) - stage.PaddingTop + (2 * stage.Dilation) + 1);
        var neededFirst = Math.Max(expandedEnd, (first * stage.Stride) - stage.PaddingTop);
        var rows = Math.Max(0, neededEnd - neededFirst);
        if (stage.ExpandPanels is null)
            FillRing(neededFirst, rows, firstBlock, endBlock);
        else
            Pack(neededFirst, rows);

        // Two blocks of channels at a time, so that what was expanded is filtered while it is in the nearest cache.
        for (var block = firstBlock; block < endBlock; block += 2)
        {
            if (stage.ExpandPanels is not null)
                Expand(block / 2, neededFirst, rows);
            for (var b = block; b < Math.Min(block + 2, endBlock); b++)
                Filter(b, first, end);
        }

        expandedEnd = Math.Max(expandedEnd, neededEnd);
    }

    /// <summary>Produces output rows up to <paramref name="end"/> for the next stage of the chain: into its ring where this one has no output ring.</summary>
    void ProduceUpTo(int end, StageRun<TLanes, TVector> next)
    {
        while (producedEnd < end)
        {
            var bandEnd = Math.Min(producedEnd + stage.BandRows, stage.Output.Height);
            if (OutputSlots == 0)
            {
                ExpandAndFilter(producedEnd, bandEnd, 0, stage.Blocks);
                ProjectIntoRing(producedEnd, bandEnd, next);
            }
            else
            {
                Band(producedEnd, bandEnd, OutputRow(producedEnd));
            }

            producedEnd = bandEnd;
        }
    }

    /// <summary>The place of a row in the output ring; a band's rows are neighbors, since the slots are a multiple of its rows.</summary>
    float* OutputRow(int row) => outputRing + ((row - firstProduced) % OutputSlots * OutputRowFloats);

    /// <summary>A row of the input.</summary>
    float* InputRow(int row) => previous is null
        ? input + ((long)row * stage.Input.Width * stage.Input.Channels)
        : previous.OutputRow(row);

    float* RingRow(int block, int row) => ring + ((block - firstPartBlock) * stage.RingBlockFloats) + (row % stage.Slots * stage.RingRowFloats);

    static long Align(long floats) => (floats + 15) / 16 * 16;
}
