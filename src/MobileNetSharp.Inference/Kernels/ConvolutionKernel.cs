using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Planning;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>
/// Convolutions and linear layers as a matrix product without a matrix: tiles of pixels × panels of output channels, where
/// each tap of a tile reads its pixels through pointers, those in the padding from a pixel of zeros.
/// </summary>
sealed unsafe class ConvolutionKernel(Step step, PackedPanels panels, KernelContext context) : Kernel
{
    readonly Shape x = step.Node.Inputs[0].Shape;
    readonly Shape y = step.Node.Shape;
    readonly Window window = Window.Of(step.Node);
    readonly int pixels = step.Node.Shape.Batch * step.Node.Shape.Size.Area;

    // The floats that the pointers of one worker's tile take, in cache lines of its own.
    readonly long pointersSize = ((panels.Taps * ConvolutionTile.Rows * (sizeof(ulong) / sizeof(float))) + 15L) / 16 * 16;

    public override long ScratchFloats(int workers) => workers * pointersSize;

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
        var input = inputs[0];
        var residual = step.Residual is null ? null : inputs[1];
        var tiles = (pixels + ConvolutionTile.Rows - 1) / ConvolutionTile.Rows;
        var allPanels = panels.Groups * panels.PanelsPerGroup;
        var rows = (float**)(scratch + (share.Index * pointersSize));
        if (tiles >= 4 * share.Count)
        {
            var (first, end) = share.Range(tiles);
            Run<TLanes, TVector>(rows, input, residual, output, 0, allPanels, first, end);
        }
        else
        {
            var (first, end) = share.Range(allPanels);
            Run<TLanes, TVector>(rows, input, residual, output, first, end, 0, tiles);
        }
    }

    void Run<TLanes, TVector>(
        float** rows, float* input, float* residual, float* output, int firstPanel, int endPanel, int firstTile, int endTile)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        var sums = stackalloc float[ConvolutionTile.Rows * panels.PanelWidth];
        for (var panel = firstPanel; panel < endPanel; panel++)
        {
            var (group, inGroup) = (panel / panels.PanelsPerGroup, panel % panels.PanelsPerGroup);
            var channel = inGroup * panels.PanelWidth;
            var tile = new ConvolutionTile(
                panels.Panel(group, inGroup), (nuint)panels.Taps, (nuint)panels.Depth,
                Math.Min(panels.PanelWidth, panels.ChannelsPerGroup - channel), (nuint)y.Channels, step.Minimum, step.Maximum);
            var offset = (group * panels.ChannelsPerGroup) + channel;
            for (var i = firstTile; i < endTile; i++)
            {
                var pixel = i * ConvolutionTile.Rows;
                var count = Math.Min(ConvolutionTile.Rows, pixels - pixel);
                Point(rows, input + (group * panels.Depth), pixel, count);
                var start = ((long)pixel * y.Channels) + offset;
                tile.Run<TLanes, TVector>(rows, sums, count, residual is null ? null : residual + start, output + start);
            }
        }
    }

    /// <summary>Sets the pointers of a tile, tap by tap; the rows of a tile that is not full repeat its last pixel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Point(float** rows, float* input, int pixel, int count)
    {
        var column = pixel % y.Width;
        var row = pixel / y.Width % y.Height;
        var image = pixel / y.Size.Area;
        for (var r = 0; r < ConvolutionTile.Rows; r++)
        {
            var tap = rows + r;
            for (var ky = 0; ky < window.Kernel.Height; ky++)
            {
                var iy = (row * window.Stride.Height) - window.Padding.Top + (ky * window.Dilation.Height);
                for (var kx = 0; kx < window.Kernel.Width; kx++, tap += ConvolutionTile.Rows)
                {
                    var ix = (column * window.Stride.Width) - window.Padding.Left + (kx * window.Dilation.Width);
                    *tap = (uint)iy < (uint)x.Height && (uint)ix < (uint)x.Width
                        ? input + ((((((long)image * x.Height) + iy) * x.Width) + ix) * x.Channels)
                        : panels.Zeros.Pointer;
                }
            }

            if (r + 1 < count && ++column == y.Width)
            {
                column = 0;
                if (++row == y.Height)
                    (row, image) = (0, image + 1);
            }
        }
    }
}
