using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Graphs;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Packing;

/// <summary>Rearranges a row of <c>(W,C)</c> pixels into blocks of one vector of channels, <c>[blocks][W][B]</c>.</summary>
static unsafe class RowPacking
{
    /// <summary>The channels [first, end) of each pixel; what is left of the last block is not touched.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blocks<TLanes, TVector>(
        float* source, int pixels, int channels, int firstChannel, int endChannel, float* target, long blockFloats)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        for (var channel = firstChannel; channel < endChannel; channel += TLanes.Count, target += blockFloats)
        {
            var from = source + channel;
            var to = target;
            if (endChannel - channel >= TLanes.Count)
            {
                for (var x = 0; x < pixels; x++, from += channels, to += TLanes.Count)
                    TLanes.Store(TLanes.Load(from), to);
            }
            else
            {
                for (var x = 0; x < pixels; x++, from += channels, to += TLanes.Count)
                    CopyTail(from, to, endChannel - channel);
            }
        }
    }

    /// <summary>A row of an image between zeros: those of the padding on the left and, up to <paramref name="floats"/>, on the right; all zeros for a row in the padding.</summary>
    public static void Padded(float* image, Shape x, int paddingLeft, int row, float* target, int floats)
    {
        var padded = new Span<float>(target, floats);
        if ((uint)row >= (uint)x.Height)
        {
            padded.Clear();
            return;
        }

        var (left, length) = (paddingLeft * x.Channels, x.Width * x.Channels);
        var inside = Math.Min(length, floats - left);
        padded[..left].Clear();
        new ReadOnlySpan<float>(image + ((long)row * length), inside).CopyTo(padded[left..]);
        padded[(left + inside)..].Clear();
    }

    /// <summary>
    /// For each output of a row of a convolution, the values of its window, tap by tap, zero in the padding: the stem's input
    /// as a 1×1 convolution reads it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Windows(
        float* image, Shape x, in Window window, int row, int outputs, float* target, long blockFloats, int lanes)
    {
        var run = window.Kernel.Width * x.Channels;
        var depth = window.Kernel.Height * run;
        var values = stackalloc float[depth];
        for (var output = 0; output < outputs; output++, target += lanes)
        {
            var left = (output * window.Stride.Width) - window.Padding.Left;
            for (var ky = 0; ky < window.Kernel.Height; ky++)
            {
                var iy = (row * window.Stride.Height) - window.Padding.Top + (ky * window.Dilation.Height);
                for (var kx = 0; kx < window.Kernel.Width; kx++)
                {
                    var ix = left + (kx * window.Dilation.Width);
                    var inside = (uint)iy < (uint)x.Height && (uint)ix < (uint)x.Width;
                    var pixel = image + ((((long)iy * x.Width) + ix) * x.Channels);
                    var to = values + (ky * run) + (kx * x.Channels);
                    for (var c = 0; c < x.Channels; c++)
                        to[c] = inside ? pixel[c] : 0;
                }
            }

            for (var k = 0; k < depth; k++)
                target[(k / lanes * blockFloats) + (k % lanes)] = values[k];
        }
    }

    /// <summary>Copies fewer floats than a vector has: by halves, then one by one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void CopyTail(float* source, float* target, int count)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            for (; count >= 8; count -= 8, source += 8, target += 8)
                Vector256.Load(source).Store(target);
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; count >= 4; count -= 4, source += 4, target += 4)
                Vector128.Load(source).Store(target);
        }

        for (; count > 0; count--)
            *target++ = *source++;
    }
}
