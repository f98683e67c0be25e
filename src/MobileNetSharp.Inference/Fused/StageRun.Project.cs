using MobileNetSharp.Inference.Kernels;

namespace MobileNetSharp.Inference.Fused;

/// <content>From expanded rows in the ring to output rows.</content>
sealed unsafe partial class StageRun
{
    /// <summary>Pixels of a unit of the projection's work.</summary>
    const int UnitPixels = 28;

    /// <summary>The depthwise convolution of one block of channels into the tile.</summary>
    void Filter<TLanes, TVector>(int block, int first, int end)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var w = stage.DepthwiseWeights.Block(block);
        var (minimum, maximum) = (stage.Depthwise.Minimum, stage.Depthwise.Maximum);
        var output = tile + ((block - firstPartBlock) * stage.TileBlockFloats);
        for (var row = first; row < end; row++, output += stage.Output.Width * TLanes.Count)
        {
            var y = (row * stage.Stride) - stage.PaddingTop;
            var top = Tap(block, y);
            var middle = Tap(block, y + stage.Dilation);
            var bottom = Tap(block, y + (2 * stage.Dilation));
            if (stage.Dilation == 1 && stage.Stride <= 2)
            {
                Tiles.Depthwise<TLanes, TVector>(top, middle, bottom, w, stage.Stride, output, stage.Output.Width, minimum, maximum);
                continue;
            }

            for (var x = 0; x < stage.Output.Width; x++)
            {
                var offset = x * stage.Stride * TLanes.Count;
                DepthwiseTile.Dilated<TLanes, TVector>(
                    top + offset, middle + offset, bottom + offset, w, (nuint)stage.Dilation, output + (x * TLanes.Count), minimum, maximum);
            }
        }
    }

    /// <summary>A row of the ring, or zeros for one in the padding.</summary>
    float* Tap(int block, int row) => (uint)row < (uint)stage.Expanded.Height ? RingRow(block, row) : zeroRow;

    /// <summary>Into how many units the projection of a band's rows can be split among workers.</summary>
    public int ProjectUnits(int rows) => stage.ProjectPanels.PanelsPerGroup * PixelUnits(rows);

    /// <summary>Projects some units of the band's tile; <paramref name="output"/> is the band's first row, <c>(rows,W,C)</c>.</summary>
    public void Project<TLanes, TVector>(int first, int end, int firstUnit, int endUnit, float* output)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var pixels = (end - first) * stage.Output.Width;
        var perPanel = PixelUnits(end - first);
        // Each part of the channels adds to what the parts before it left in the output.
        var residual = firstPartBlock > 0 ? output : stage.Project.Residual is null ? null : InputRow(first);
        for (var unit = firstUnit; unit < endUnit;)
        {
            var panel = unit / perPanel;
            var unitsEnd = Math.Min(endUnit, (panel + 1) * perPanel);
            var from = unit % perPanel * UnitPixels;
            var to = Math.Min(pixels, (((unitsEnd - 1) % perPanel) + 1) * UnitPixels);
            ProjectPanel<TLanes, TVector>(panel, from, to, residual, output);
            unit = unitsEnd;
        }
    }

    void ProjectPanel<TLanes, TVector>(int panel, int firstPixel, int endPixel, float* residual, float* output)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var panels = stage.ProjectPanels;
        var channel = panel * panels.PanelWidth;
        var offset = ((long)firstPixel * stage.Output.Channels) + channel;
        var firstInput = firstPartBlock * TLanes.Count;
        var depth = Math.Min(stage.PartBlocks * TLanes.Count, panels.Depth - firstInput);
        var isLast = firstInput + depth == panels.Depth;
        var arguments = new PointwiseArguments
        {
            Input = tile + ((long)firstPixel * TLanes.Count),
            BlockStride = (nuint)stage.TileBlockFloats,
            RunDepth = (nuint)TLanes.Count,
            Depth = (nuint)depth,
            Bias = firstInput == 0 ? panels.Panel(0, panel) : zeroRow,
            Weights = panels.Weights(panel, firstInput),
            Output = output + offset,
            PixelStride = (nuint)stage.Output.Channels,
            VectorStride = (nuint)TLanes.Count,
            Channels = Math.Min(panels.PanelWidth, stage.Output.Channels - channel),
            Residual = residual is null ? null : residual + offset,
            Minimum = isLast ? stage.Project.Minimum : float.NegativeInfinity,
            Maximum = isLast ? stage.Project.Maximum : float.PositiveInfinity,
        };
        PanelProduct.Run<TLanes, TVector>(ref arguments, endPixel - firstPixel);
    }

    /// <summary>Projects the band's tile into the ring of the next stage, whose channels lie in blocks as the panels do.</summary>
    void ProjectIntoRing<TLanes, TVector>(int first, int end, StageRun next)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var panels = stage.ProjectPanels;
        for (var panel = 0; panel < panels.PanelsPerGroup; panel++)
        {
            var arguments = new PointwiseArguments
            {
                BlockStride = (nuint)stage.TileBlockFloats,
                RunDepth = (nuint)TLanes.Count,
                Depth = (nuint)panels.Depth,
                Bias = panels.Panel(0, panel),
                Weights = panels.Weights(panel),
                PixelStride = (nuint)TLanes.Count,
                VectorStride = (nuint)next.Stage.RingBlockFloats,
                Channels = (next.Stage.Blocks - (2 * panel)) * TLanes.Count,
                Minimum = stage.Project.Minimum,
                Maximum = stage.Project.Maximum,
            };
            for (var row = first; row < end; row++)
            {
                arguments.Input = tile + ((long)(row - first) * stage.Output.Width * TLanes.Count);
                arguments.Output = next.RingRow(2 * panel, row) + (next.Stage.PaddingLeft * TLanes.Count);
                Tiles.Pointwise<TLanes, TVector, BlockedPixels>(ref arguments, stage.Output.Width);
            }
        }
    }

    int PixelUnits(int rows) => ((rows * stage.Output.Width) + UnitPixels - 1) / UnitPixels;
}
