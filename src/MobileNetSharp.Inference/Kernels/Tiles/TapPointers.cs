using System.Runtime.CompilerServices;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Packing;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// Where the taps of a tile's pixels are in the input; those in the padding point to zeros. Away from the left and right
/// border the taps of a kernel's row are one run of numbers, and so one tap that is as many times deeper.
/// </summary>
sealed unsafe class TapPointers(Node node, PackedPanels panels)
{
    readonly Shape x = node.Inputs[0].Shape;
    readonly Shape y = node.Shape;
    readonly Window window = Window.From(node);
    readonly bool joins = panels.Groups == 1 && Window.From(node) is { Kernel.Width: > 1, Dilation.Width: 1 };

    // A row of the kernel in the padding above or below, where taps are joined.
    readonly AlignedMemory zeros = new((long)panels.Depth * Window.From(node).Kernel.Width * sizeof(float));

    /// <summary>Pointers of a tile.</summary>
    public int Count => panels.Taps * ConvolutionTile.Rows;

    /// <summary>
    /// Sets the pointers of a tile, tap by tap, a pixel of the tile beside the other; the rows of a tile that is not full
    /// repeat its last pixel. Returns the taps that a pixel then has: all, or one for each row of the kernel.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public int Set(float** taps, float* input, int pixel, int count)
    {
        var column = pixel % y.Width;
        var row = pixel / y.Width % y.Height;
        var image = pixel / y.Size.Area;
        var joined = joins && AreInside(column, count);
        var kernelWidth = joined ? 1 : window.Kernel.Width;
        for (var r = 0; r < ConvolutionTile.Rows; r++)
        {
            var tap = taps + r;
            var (top, left) = ((row * window.Stride.Height) - window.Padding.Top, (column * window.Stride.Width) - window.Padding.Left);
            for (var ky = 0; ky < window.Kernel.Height; ky++)
            {
                var iy = top + (ky * window.Dilation.Height);
                var line = (uint)iy < (uint)x.Height ? input + ((((long)image * x.Height) + iy) * x.Width * x.Channels) : null;
                for (var kx = 0; kx < kernelWidth; kx++, tap += ConvolutionTile.Rows)
                {
                    var ix = left + (kx * window.Dilation.Width);
                    *tap = line is not null && (uint)ix < (uint)x.Width ? line + ((long)ix * x.Channels) : zeros.Pointer<float>();
                }
            }

            if (r + 1 < count && ++column == y.Width)
            {
                column = 0;
                if (++row == y.Height)
                    (row, image) = (0, image + 1);
            }
        }

        return window.Kernel.Height * kernelWidth;
    }

    /// <summary>Whether the pixels from a column on are in one row, and their windows between the left and the right border.</summary>
    bool AreInside(int column, int count)
    {
        var (left, last) = ((column * window.Stride.Width) - window.Padding.Left, column + count - 1);
        return left >= 0 && last < y.Width && (last * window.Stride.Width) - window.Padding.Left + window.Kernel.Width <= x.Width;
    }
}
