using MobileNetSharp.Inference.Kernels.Tiles;

namespace MobileNetSharp.Inference.Kernels.Blocks;

/// <content>From expanded rows in the ring to output rows.</content>
sealed unsafe partial class StageRun<TLanes, TVector>
{
    /// <summary>Pixels of a unit of the projection's work.</summary>
    const int UnitPixels = 28;

    /// <summary>The depthwise convolution of one block of channels into the tile.</summary>
    void Filter(int block, int first, int end)
    {
        var w = stage.DepthwiseWeights.Block(block);
        var output = tile + ((block - firstPartBlock) * stage.TileBlockFloats);
        for (var row = first; row < end; row++, output += stage.Output.Width * TLanes.Count)
        {
            var y = (row * stage.Stride) - stage.PaddingTop;
            var top = Tap(block, y);
            var middle = Tap(block, y + stage.Dilation);
            var bottom = Tap(block, y + (2 * stage.Dilation));
            if (stage.Dilation == 1 && stage.Stride <= 2)
                filter.Depthwise(top, middle, bottom, w, stage.Stride, output, stage.Output.Width);
            else
                filter.Dilated(top, middle, bottom, w, stage.Stride, stage.Dilation, output, stage.Output.Width);
        }
    }

    /// <summary>A row of the ring, or zeros for one in the padding.</summary>
    float* Tap(int block, int row) => (uint)row < (uint)stage.Expanded.Height ? RingRow(block, row) : zeroRow;

    /// <summary>Into how many units the projection of a band's rows can be split among workers.</summary>
    public int ProjectUnits(int rows) => stage.ProjectPanels.PanelsPerGroup * PixelUnits(rows);

    /// <summary>Projects some units of the band's tile; <paramref name="output"/> is the band's first row, <c>(rows,W,C)</c>.</summary>
    public void Project(int first, int end, int firstUnit, int endUnit, float* output)
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
            ProjectPanel(panel, from, to, residual, output);
            unit = unitsEnd;
        }
    }

    void ProjectPanel(int panel, int firstPixel, int endPixel, float* residual, float* output)
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
        };
        (isLast ? projection : partialProjection).Panel(ref arguments, endPixel - firstPixel);
    }

    /// <summary>Projects the band's tile into the ring of the next stage, whose channels lie in blocks as the panels do.</summary>
    void ProjectIntoRing(int first, int end, StageRun<TLanes, TVector> next)
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
            };
            for (var row = first; row < end; row++)
            {
                arguments.Input = tile + ((long)(row - first) * stage.Output.Width * TLanes.Count);
                arguments.Output = next.RingRow(2 * panel, row) + (next.Stage.PaddingLeft * TLanes.Count);
                projection.Pointwise(ref arguments, stage.Output.Width);
            }
        }
    }

    int PixelUnits(int rows) => ((rows * stage.Output.Width) + UnitPixels - 1) / UnitPixels;
}
