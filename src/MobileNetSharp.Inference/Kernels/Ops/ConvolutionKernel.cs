using MobileNetSharp.Inference.Kernels.Packing;
using MobileNetSharp.Inference.Kernels.Tiles;
using MobileNetSharp.Inference.Kernels.Vectors;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Ops;

/// <summary>
/// Convolutions and linear layers as a matrix product without a matrix: tiles of pixels × panels of output channels, where
/// each tap of a tile reads its pixels through pointers. The pointers of some tiles are set at once, for all their panels.
/// </summary>
sealed unsafe class ConvolutionKernel<TLanes, TVector, TEpilogue>(Step step, PackedPanels panels, TEpilogue epilogue) : Kernel
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
    where TEpilogue : struct, IEpilogue
{
    const int MostTilesAtOnce = 16;

    readonly int channels = step.Node.Channels;
    readonly int pixels = step.Node.Shape.Batch * step.Node.Shape.Size.Area;
    readonly TapPointers pointers = new(step.Node, panels);

    int Tiles => (pixels + ConvolutionTile.Rows - 1) / ConvolutionTile.Rows;

    /// <summary>The bytes that one worker's pointers take, in separate cache lines.</summary>
    long PointerBytes => ((pointers.Count * (long)Math.Min(MostTilesAtOnce, Tiles) * sizeof(ulong)) + 63) / 64 * 64;

    public override long ScratchBytes(int workers) => workers * PointerBytes;

    public override void Run(Operands operands, Worker worker)
    {
        var allPanels = panels.Groups * panels.PanelsPerGroup;
        var splitsTiles = Tiles >= 4 * worker.Count;
        var (firstTile, endTile) = splitsTiles ? worker.Range(Tiles) : (0, Tiles);
        var (firstPanel, endPanel) = splitsTiles ? (0, allPanels) : worker.Range(allPanels);
        var taps = (float**)(operands.Scratch<byte>() + (worker.Index * PointerBytes));
        var residual = step.Residual is null ? null : operands.Input<float>(1);
        for (var panel = firstPanel; panel < endPanel;)
        {
            var group = panel / panels.PanelsPerGroup;
            var end = Math.Min(endPanel, (group + 1) * panels.PanelsPerGroup);
            for (var tile = firstTile; tile < endTile && !worker.IsCanceled; tile += MostTilesAtOnce)
                Run(taps, operands.Input<float>(), residual, operands.Output<float>(), group, panel, end, tile, Math.Min(MostTilesAtOnce, endTile - tile), worker);
            panel = end;
        }
    }

    /// <summary>Some tiles of some panels of one group.</summary>
    void Run(
        float** taps, float* input, float* residual, float* output, int group, int firstPanel, int endPanel, int firstTile, int tiles, Worker worker)
    {
        var sums = stackalloc float[ConvolutionTile.Rows * panels.PanelWidth];
        var tapsOf = stackalloc int[MostTilesAtOnce];
        for (var i = 0; i < tiles; i++)
            tapsOf[i] = pointers.Set(taps + (i * pointers.Count), input + (group * panels.Depth), (firstTile + i) * ConvolutionTile.Rows, Count(firstTile + i));
        for (var panel = firstPanel; panel < endPanel && !worker.IsCanceled; panel++)
        {
            var inGroup = panel % panels.PanelsPerGroup;
            var channel = inGroup * panels.PanelWidth;
            var tile = new ConvolutionTile(
                panels.Panel(group, inGroup), Math.Min(panels.PanelWidth, panels.ChannelsPerGroup - channel), (nuint)channels);
            for (var i = 0; i < tiles; i++)
            {
                var start = ((long)(firstTile + i) * ConvolutionTile.Rows * channels) + (group * panels.ChannelsPerGroup) + channel;
                var run = (nuint)(panels.Taps / tapsOf[i] * panels.Depth);
                tile.Run<TLanes, TVector, TEpilogue>(
                    taps + (i * pointers.Count), (nuint)tapsOf[i], run, sums, Count(firstTile + i), residual is null ? null : residual + start, output + start, epilogue);
            }
        }
    }

    /// <summary>The pixels of a tile.</summary>
    int Count(int tile) => Math.Min(ConvolutionTile.Rows, pixels - (tile * ConvolutionTile.Rows));
}
