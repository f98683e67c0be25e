using System.Runtime.CompilerServices;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// The innermost loop: <see cref="Rows"/> pixels × one or two vectors of output channels, held in registers
/// (12 sums, 2 weights, 1 input: what the 16 registers of AVX2 allow). Unrolled by hand, since
/// only named variables stay in registers; TileKernelTests holds every number of pixels and channels, with every epilogue, with
/// and without residual, at every width, to sums in double precision.
/// </summary>
readonly unsafe struct ConvolutionTile(float* panel, int channels, nuint outputStride)
{
    public const int Rows = 6;

    /// <summary>
    /// Computes a tile, from <paramref name="taps"/> runs of <paramref name="depth"/> numbers for each pixel, into <paramref name="scratch"/> and from there writes <paramref name="count"/> pixels, with the residual
    /// (null for none) added, through the epilogue. A sum that is not needed is computed all the same, unless there is but one pixel.
    /// </summary>
    public void Run<TLanes, TVector, TEpilogue>(
        float** rows, nuint taps, nuint depth, float* scratch, int count, float* residual, float* output, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TEpilogue : struct, IEpilogue
    {
        var two = channels > TLanes.Count;
        if (count == 1)
            Single<TLanes, TVector>(rows, taps, depth, scratch);
        else if (two)
            Sums<TLanes, TVector, True>(rows, taps, depth, scratch);
        else
            Sums<TLanes, TVector, False>(rows, taps, depth, scratch);
        Write<TLanes, TVector, TEpilogue>(scratch, count, residual, output, epilogue);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Sums<TLanes, TVector, TTwo>(float** rows, nuint taps, nuint depth, float* scratch)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TTwo : IFlag
    {
        var lanes = (nuint)TLanes.Count;
        var w = panel;
        TVector a0, a1, a2, a3, a4, a5, b0, b1, b2, b3, b4, b5;
        a0 = a1 = a2 = a3 = a4 = a5 = TLanes.Load(w);
        b0 = b1 = b2 = b3 = b4 = b5 = TLanes.Load(w + lanes);
        w += 2 * lanes;
        for (nuint tap = 0; tap < taps; tap++, rows += Rows)
        {
            var (r0, r1, r2, r3, r4, r5) = ((nint)rows[0], (nint)rows[1], (nint)rows[2], (nint)rows[3], (nint)rows[4], (nint)rows[5]);
            for (nuint k = 0; k < depth; k++, w += 2 * lanes)
            {
                var wa = TLanes.Load(w);
                var wb = TTwo.Value ? TLanes.Load(w + lanes) : default;
                var x = TLanes.Broadcast(((float*)r0)[k]);
                a0 = TLanes.MultiplyAdd(wa, x, a0);
                if (TTwo.Value)
                    b0 = TLanes.MultiplyAdd(wb, x, b0);
                x = TLanes.Broadcast(((float*)r1)[k]);
                a1 = TLanes.MultiplyAdd(wa, x, a1);
                if (TTwo.Value)
                    b1 = TLanes.MultiplyAdd(wb, x, b1);
                x = TLanes.Broadcast(((float*)r2)[k]);
                a2 = TLanes.MultiplyAdd(wa, x, a2);
                if (TTwo.Value)
                    b2 = TLanes.MultiplyAdd(wb, x, b2);
                x = TLanes.Broadcast(((float*)r3)[k]);
                a3 = TLanes.MultiplyAdd(wa, x, a3);
                if (TTwo.Value)
                    b3 = TLanes.MultiplyAdd(wb, x, b3);
                x = TLanes.Broadcast(((float*)r4)[k]);
                a4 = TLanes.MultiplyAdd(wa, x, a4);
                if (TTwo.Value)
                    b4 = TLanes.MultiplyAdd(wb, x, b4);
                x = TLanes.Broadcast(((float*)r5)[k]);
                a5 = TLanes.MultiplyAdd(wa, x, a5);
                if (TTwo.Value)
                    b5 = TLanes.MultiplyAdd(wb, x, b5);
            }
        }

        Keep<TLanes, TVector>(a0, b0, scratch);
        Keep<TLanes, TVector>(a1, b1, scratch + (2 * lanes));
        Keep<TLanes, TVector>(a2, b2, scratch + (4 * lanes));
        Keep<TLanes, TVector>(a3, b3, scratch + (6 * lanes));
        Keep<TLanes, TVector>(a4, b4, scratch + (8 * lanes));
        Keep<TLanes, TVector>(a5, b5, scratch + (10 * lanes));
    }

    /// <summary>One pixel: the linear layer of one image, bound by the reading of the weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Single<TLanes, TVector>(float** rows, nuint taps, nuint depth, float* scratch)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var lanes = (nuint)TLanes.Count;
        var w = panel;
        var a = TLanes.Load(w);
        var b = TLanes.Load(w + lanes);
        w += 2 * lanes;
        for (nuint tap = 0; tap < taps; tap++, rows += Rows)
        {
            var row = rows[0];
            for (nuint k = 0; k < depth; k++, w += 2 * lanes)
            {
                var x = TLanes.Broadcast(row[k]);
                a = TLanes.MultiplyAdd(TLanes.Load(w), x, a);
                b = TLanes.MultiplyAdd(TLanes.Load(w + lanes), x, b);
                WeightPrefetch.Behind<TLanes, TVector>(w);
            }
        }

        Keep<TLanes, TVector>(a, b, scratch);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Keep<TLanes, TVector>(TVector a, TVector b, float* scratch)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        TLanes.Store(a, scratch);
        TLanes.Store(b, scratch + TLanes.Count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void Write<TLanes, TVector, TEpilogue>(float* scratch, int count, float* residual, float* output, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TEpilogue : struct, IEpilogue
    {
        for (var row = 0; row < count; row++)
        {
            var c = 0;
            for (; c + TLanes.Count <= channels; c += TLanes.Count)
            {
                var y = TLanes.Load(scratch + c);
                if (residual is not null)
                    y = TLanes.Add(y, TLanes.Load(residual + c));
                TLanes.Store(epilogue.Apply<TLanes, TVector>(y), output + c);
            }

            ChannelTail.Write(scratch + c, residual is null ? null : residual + c, output + c, channels - c, epilogue);
            scratch += 2 * TLanes.Count;
            output += outputStride;
            residual = residual is null ? null : residual + outputStride;
        }
    }
}
