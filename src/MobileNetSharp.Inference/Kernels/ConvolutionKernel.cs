using System.Runtime.Intrinsics;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>
/// Convolutions and linear layers as a matrix product without a matrix: tiles of pixels × panels of output channels, where
/// each tap of a tile reads its pixels through pointers. The pointers of some tiles are set at once, for all their panels.
/// </summary>
sealed unsafe class ConvolutionKernel(Step step, PackedPanels panels, KernelContext context) : Kernel
{
    const int MostTilesAtOnce = 16;

    readonly int channels = step.Node.Channels;
    readonly int pixels = step.Node.Shape.Batch * step.Node.Shape.Size.Area;
    readonly TapPointers pointers = new(step.Node, panels);

    int Tiles => (pixels + ConvolutionTile.Rows - 1) / ConvolutionTile.Rows;

    /// <summary>The floats that one worker's pointers take, in cache lines of its own.</summary>
    long PointerFloats => ((pointers.Count * (long)Math.Min(MostTilesAtOnce, Tiles) * (sizeof(ulong) / sizeof(float))) + 15) / 16 * 16;

    public override long ScratchFloats(int workers) => workers * PointerFloats;

    public override void Run(float** inputs, float* output, float* scratch, Share share)
    {
        switch (context.Width)
        {
            case VectorWidth.Bits512:
                Run<Lanes512, Vector512<float>>(inputs, output, scratch, share);
                break;
            case VectorWidth.Bits256:
                Run<Lanes256, Vector256<float>>(inputs, output, scratch, share);
                break;
            case VectorWidth.Bits128:
                Run<Lanes128, Vector128<float>>(inputs, output, scratch, share);
                break;
            default:
                Run<ScalarLanes, float>(inputs, output, scratch, share);
                break;
        }
    }

    void Run<TLanes, TVector>(float** inputs, float* output, float* scratch, Share share)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var allPanels = panels.Groups * panels.PanelsPerGroup;
        var splitsTiles = Tiles >= 4 * share.Count;
        var (firstTile, endTile) = splitsTiles ? share.Range(Tiles) : (0, Tiles);
        var (firstPanel, endPanel) = splitsTiles ? (0, allPanels) : share.Range(allPanels);
        var taps = (float**)(scratch + (share.Index * PointerFloats));
        var residual = step.Residual is null ? null : inputs[1];
        for (var panel = firstPanel; panel < endPanel;)
        {
            var group = panel / panels.PanelsPerGroup;
            var end = Math.Min(endPanel, (group + 1) * panels.PanelsPerGroup);
            for (var tile = firstTile; tile < endTile; tile += MostTilesAtOnce)
                Run<TLanes, TVector>(taps, inputs[0], residual, output, group, panel, end, tile, Math.Min(MostTilesAtOnce, endTile - tile));
            panel = end;
        }
    }

    /// <summary>Some tiles of some panels of one group.</summary>
    void Run<TLanes, TVector>(
        float** taps, float* input, float* residual, float* output, int group, int firstPanel, int endPanel, int firstTile, int tiles)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var sums = stackalloc float[ConvolutionTile.Rows * panels.PanelWidth];
        var tapsOf = stackalloc int[MostTilesAtOnce];
        for (var i = 0; i < tiles; i++)
            tapsOf[i] = pointers.Set(taps + (i * pointers.Count), input + (group * panels.Depth), (firstTile + i) * ConvolutionTile.Rows, Count(firstTile + i));
        for (var panel = firstPanel; panel < endPanel; panel++)
        {
            var inGroup = panel % panels.PanelsPerGroup;
            var channel = inGroup * panels.PanelWidth;
            var tile = new ConvolutionTile(
                panels.Panel(group, inGroup), Math.Min(panels.PanelWidth, panels.ChannelsPerGroup - channel), (nuint)channels, step.Minimum, step.Maximum);
            for (var i = 0; i < tiles; i++)
            {
                var start = ((long)(firstTile + i) * ConvolutionTile.Rows * channels) + (group * panels.ChannelsPerGroup) + channel;
                var run = (nuint)(panels.Taps / tapsOf[i] * panels.Depth);
                tile.Run<TLanes, TVector>(
                    taps + (i * pointers.Count), (nuint)tapsOf[i], run, sums, Count(firstTile + i), residual is null ? null : residual + start, output + start);
            }
        }
    }

    /// <summary>The pixels of a tile.</summary>
    int Count(int tile) => Math.Min(ConvolutionTile.Rows, pixels - (tile * ConvolutionTile.Rows));
}
