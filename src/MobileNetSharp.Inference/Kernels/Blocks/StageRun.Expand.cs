using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;

namespace MobileNetSharp.Inference.Kernels.Blocks;

/// <content>From input rows to expanded rows in the ring.</content>
sealed unsafe partial class StageRun<TLanes, TVector>
{
    /// <summary>Brings input rows into blocks, so that a tile's pixels are constant distances apart.</summary>
    void Pack(int first, int rows)
    {
        if (rows == 0)
            return;
        if (stage.ReadsImage)
        {
            for (var i = 0; i < stage.ImageRows(rows); i++)
                RowPacking.Padded(input, stage.Input, stage.ExpandWindow.Padding.Left, stage.ImageRow(first) + i, packed + (i * stage.ImageRowFloats), (int)stage.ImageRowFloats);
            return;
        }

        if (stage.IsPointwise)
            previous?.ProduceUpTo(first + rows, this);
        for (var i = 0; i < rows; i++)
        {
            var target = packed + ((long)i * stage.Expanded.Width * stage.Lanes);
            if (stage.IsPointwise)
                RowPacking.Blocks<TLanes, TVector>(
                    InputRow(first + i), stage.Input.Width, stage.Input.Channels, 0, stage.ExpandDepth, target, stage.PackedBlockFloats);
            else
                RowPacking.Windows(input, stage.Input, stage.ExpandWindow, first + i, stage.Expanded.Width, target, stage.PackedBlockFloats, stage.Lanes);
        }
    }

    /// <summary>Expands packed rows into two blocks of the ring.</summary>
    void Expand(int panel, int first, int rows)
    {
        var arguments = new PointwiseArguments
        {
            BlockStride = (nuint)(stage.ReadsImage ? stage.ImageRowFloats : stage.PackedBlockFloats),
            RunDepth = (nuint)(stage.ReadsImage ? stage.ExpandDepth / stage.ExpandWindow.Kernel.Height : TLanes.Count),
            Depth = (nuint)stage.ExpandDepth,
            Bias = stage.ExpandPanels!.Panel(0, panel),
            Weights = stage.ExpandPanels.Weights(panel),
            PixelStride = (nuint)TLanes.Count,
            VectorStride = (nuint)stage.RingBlockFloats,
            Channels = (stage.Blocks - (2 * panel)) * TLanes.Count,
        };
        for (var i = 0; i < rows; i++)
        {
            arguments.Output = RingRow(2 * panel, first + i) + (stage.PaddingLeft * TLanes.Count);
            if (stage.ReadsImage)
            {
                arguments.Input = packed + (i * stage.ExpandWindow.Stride.Height * stage.ImageRowFloats);
                expansion.Stem(ref arguments, stage.Expanded.Width);
            }
            else
            {
                arguments.Input = packed + ((long)i * stage.Expanded.Width * TLanes.Count);
                expansion.Pointwise(ref arguments, stage.Expanded.Width);
            }
        }
    }

    /// <summary>Without an expansion the input itself goes into the ring, if the stage before has not put it there.</summary>
    void FillRing(int first, int rows, int firstBlock, int endBlock)
    {
        if (rows == 0)
            return;
        previous?.ProduceUpTo(first + rows, this);
        if (previous is { OutputSlots: 0 })
            return;

        var (firstChannel, endChannel) = (firstBlock * TLanes.Count, Math.Min(endBlock * TLanes.Count, stage.Input.Channels));
        for (var i = 0; i < rows; i++)
        {
            RowPacking.Blocks<TLanes, TVector>(
                InputRow(first + i), stage.Input.Width, stage.Input.Channels, firstChannel, endChannel,
                RingRow(firstBlock, first + i) + (stage.PaddingLeft * TLanes.Count), stage.RingBlockFloats);
        }
    }
}
