using System.Runtime.CompilerServices;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>
/// The innermost loop of a 1×1 convolution: up to 14 pixels × one or two vectors of output channels, all sums in registers
/// (28 sums, 2 weights and 1 input of AVX-512's 32). One base register and constant distances, so that nothing spills.
/// Unrolled by hand, since only named variables stay in registers; TileKernelTests holds every height, with one and two
/// vectors, every epilogue, with and without residual, at every width, to sums in double precision.
/// </summary>
static unsafe class PointwiseTile
{
    /// <summary>Pixels of the largest tile that the registers hold: 32 of 512 bits, else 16.</summary>
    public static int MaximumRows(VectorWidth width) => width == VectorWidth.Bits512 ? 14 : 6;

    /// <summary>Computes a tile; every pixel's whole vectors are read and written, so the strides must leave room for them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLanes, TVector, TRows, TTwo, TPixels, TEpilogue>(in PointwiseArguments tile, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TRows : IRows
        where TTwo : IFlag
        where TPixels : IPixelStride
        where TEpilogue : struct, IEpilogue
    {
        var lanes = (nuint)TLanes.Count;
        var next = (nuint)TPixels.Floats(TLanes.Count);
        var bias = tile.Bias;
        TVector a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13;
        TVector b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13;
        a0 = a1 = a2 = a3 = a4 = a5 = a6 = a7 = a8 = a9 = a10 = a11 = a12 = a13 = TLanes.Load(bias);
        b0 = b1 = b2 = b3 = b4 = b5 = b6 = b7 = b8 = b9 = b10 = b11 = b12 = b13 = TTwo.Value ? TLanes.Load(bias + lanes) : default;
        var w = tile.Weights;
        var pixels = tile.PixelStride;
        var vectors = tile.VectorStride;
        var residual = tile.Residual;
        if (residual is not null)
        {
            if (TRows.Count > 0)
            {
                a0 = TLanes.Add(a0, TLanes.Load(residual));
                if (TTwo.Value)
                    b0 = TLanes.Add(b0, TLanes.Load(residual + vectors));
            }

            if (TRows.Count > 1)
            {
                a1 = TLanes.Add(a1, TLanes.Load(residual + pixels));
                if (TTwo.Value)
                    b1 = TLanes.Add(b1, TLanes.Load(residual + pixels + vectors));
            }

            if (TRows.Count > 2)
            {
                a2 = TLanes.Add(a2, TLanes.Load(residual + (2 * pixels)));
                if (TTwo.Value)
                    b2 = TLanes.Add(b2, TLanes.Load(residual + (2 * pixels) + vectors));
            }

            if (TRows.Count > 3)
            {
                a3 = TLanes.Add(a3, TLanes.Load(residual + (3 * pixels)));
                if (TTwo.Value)
                    b3 = TLanes.Add(b3, TLanes.Load(residual + (3 * pixels) + vectors));
            }

            if (TRows.Count > 4)
            {
                a4 = TLanes.Add(a4, TLanes.Load(residual + (4 * pixels)));
                if (TTwo.Value)
                    b4 = TLanes.Add(b4, TLanes.Load(residual + (4 * pixels) + vectors));
            }

            if (TRows.Count > 5)
            {
                a5 = TLanes.Add(a5, TLanes.Load(residual + (5 * pixels)));
                if (TTwo.Value)
                    b5 = TLanes.Add(b5, TLanes.Load(residual + (5 * pixels) + vectors));
            }

            if (TRows.Count > 6)
            {
                a6 = TLanes.Add(a6, TLanes.Load(residual + (6 * pixels)));
                if (TTwo.Value)
                    b6 = TLanes.Add(b6, TLanes.Load(residual + (6 * pixels) + vectors));
            }

            if (TRows.Count > 7)
            {
                a7 = TLanes.Add(a7, TLanes.Load(residual + (7 * pixels)));
                if (TTwo.Value)
                    b7 = TLanes.Add(b7, TLanes.Load(residual + (7 * pixels) + vectors));
            }

            if (TRows.Count > 8)
            {
                a8 = TLanes.Add(a8, TLanes.Load(residual + (8 * pixels)));
                if (TTwo.Value)
                    b8 = TLanes.Add(b8, TLanes.Load(residual + (8 * pixels) + vectors));
            }

            if (TRows.Count > 9)
            {
                a9 = TLanes.Add(a9, TLanes.Load(residual + (9 * pixels)));
                if (TTwo.Value)
                    b9 = TLanes.Add(b9, TLanes.Load(residual + (9 * pixels) + vectors));
            }

            if (TRows.Count > 10)
            {
                a10 = TLanes.Add(a10, TLanes.Load(residual + (10 * pixels)));
                if (TTwo.Value)
                    b10 = TLanes.Add(b10, TLanes.Load(residual + (10 * pixels) + vectors));
            }

            if (TRows.Count > 11)
            {
                a11 = TLanes.Add(a11, TLanes.Load(residual + (11 * pixels)));
                if (TTwo.Value)
                    b11 = TLanes.Add(b11, TLanes.Load(residual + (11 * pixels) + vectors));
            }

            if (TRows.Count > 12)
            {
                a12 = TLanes.Add(a12, TLanes.Load(residual + (12 * pixels)));
                if (TTwo.Value)
                    b12 = TLanes.Add(b12, TLanes.Load(residual + (12 * pixels) + vectors));
            }

            if (TRows.Count > 13)
            {
                a13 = TLanes.Add(a13, TLanes.Load(residual + (13 * pixels)));
                if (TTwo.Value)
                    b13 = TLanes.Add(b13, TLanes.Load(residual + (13 * pixels) + vectors));
            }
        }

        var block = tile.Input;
        var depth = tile.Depth;
        var run = tile.RunDepth;
        while (depth > 0)
        {
            var count = depth < run ? depth : run;
            var end = block + count;
            for (var input = block; input < end; input++, w += 2 * lanes)
            {
                var wa = TLanes.Load(w);
                var wb = TTwo.Value ? TLanes.Load(w + lanes) : default;
                WeightPrefetch.Behind<TLanes, TVector>(w);
                if (TRows.Count > 0)
                {
                    var x = TLanes.Broadcast(*(input));
                    a0 = TLanes.MultiplyAdd(wa, x, a0);
                    if (TTwo.Value)
                        b0 = TLanes.MultiplyAdd(wb, x, b0);
                }
                if (TRows.Count > 1)
                {
                    var x = TLanes.Broadcast(*(input + next));
                    a1 = TLanes.MultiplyAdd(wa, x, a1);
                    if (TTwo.Value)
                        b1 = TLanes.MultiplyAdd(wb, x, b1);
                }
                if (TRows.Count > 2)
                {
                    var x = TLanes.Broadcast(*(input + (2 * next)));
                    a2 = TLanes.MultiplyAdd(wa, x, a2);
                    if (TTwo.Value)
                        b2 = TLanes.MultiplyAdd(wb, x, b2);
                }
                if (TRows.Count > 3)
                {
                    var x = TLanes.Broadcast(*(input + (3 * next)));
                    a3 = TLanes.MultiplyAdd(wa, x, a3);
                    if (TTwo.Value)
                        b3 = TLanes.MultiplyAdd(wb, x, b3);
                }
                if (TRows.Count > 4)
                {
                    var x = TLanes.Broadcast(*(input + (4 * next)));
                    a4 = TLanes.MultiplyAdd(wa, x, a4);
                    if (TTwo.Value)
                        b4 = TLanes.MultiplyAdd(wb, x, b4);
                }
                if (TRows.Count > 5)
                {
                    var x = TLanes.Broadcast(*(input + (5 * next)));
                    a5 = TLanes.MultiplyAdd(wa, x, a5);
                    if (TTwo.Value)
                        b5 = TLanes.MultiplyAdd(wb, x, b5);
                }
                if (TRows.Count > 6)
                {
                    var x = TLanes.Broadcast(*(input + (6 * next)));
                    a6 = TLanes.MultiplyAdd(wa, x, a6);
                    if (TTwo.Value)
                        b6 = TLanes.MultiplyAdd(wb, x, b6);
                }
                if (TRows.Count > 7)
                {
                    var x = TLanes.Broadcast(*(input + (7 * next)));
                    a7 = TLanes.MultiplyAdd(wa, x, a7);
                    if (TTwo.Value)
                        b7 = TLanes.MultiplyAdd(wb, x, b7);
                }
                if (TRows.Count > 8)
                {
                    var x = TLanes.Broadcast(*(input + (8 * next)));
                    a8 = TLanes.MultiplyAdd(wa, x, a8);
                    if (TTwo.Value)
                        b8 = TLanes.MultiplyAdd(wb, x, b8);
                }
                if (TRows.Count > 9)
                {
                    var x = TLanes.Broadcast(*(input + (9 * next)));
                    a9 = TLanes.MultiplyAdd(wa, x, a9);
                    if (TTwo.Value)
                        b9 = TLanes.MultiplyAdd(wb, x, b9);
                }
                if (TRows.Count > 10)
                {
                    var x = TLanes.Broadcast(*(input + (10 * next)));
                    a10 = TLanes.MultiplyAdd(wa, x, a10);
                    if (TTwo.Value)
                        b10 = TLanes.MultiplyAdd(wb, x, b10);
                }
                if (TRows.Count > 11)
                {
                    var x = TLanes.Broadcast(*(input + (11 * next)));
                    a11 = TLanes.MultiplyAdd(wa, x, a11);
                    if (TTwo.Value)
                        b11 = TLanes.MultiplyAdd(wb, x, b11);
                }
                if (TRows.Count > 12)
                {
                    var x = TLanes.Broadcast(*(input + (12 * next)));
                    a12 = TLanes.MultiplyAdd(wa, x, a12);
                    if (TTwo.Value)
                        b12 = TLanes.MultiplyAdd(wb, x, b12);
                }
                if (TRows.Count > 13)
                {
                    var x = TLanes.Broadcast(*(input + (13 * next)));
                    a13 = TLanes.MultiplyAdd(wa, x, a13);
                    if (TTwo.Value)
                        b13 = TLanes.MultiplyAdd(wb, x, b13);
                }
            }

            block += tile.BlockStride;
            depth -= count;
        }

        var output = tile.Output;
        if (TRows.Count > 0)
            Write<TLanes, TVector, TTwo, TEpilogue>(a0, b0, epilogue, output, vectors);
        if (TRows.Count > 1)
            Write<TLanes, TVector, TTwo, TEpilogue>(a1, b1, epilogue, output + pixels, vectors);
        if (TRows.Count > 2)
            Write<TLanes, TVector, TTwo, TEpilogue>(a2, b2, epilogue, output + (2 * pixels), vectors);
        if (TRows.Count > 3)
            Write<TLanes, TVector, TTwo, TEpilogue>(a3, b3, epilogue, output + (3 * pixels), vectors);
        if (TRows.Count > 4)
            Write<TLanes, TVector, TTwo, TEpilogue>(a4, b4, epilogue, output + (4 * pixels), vectors);
        if (TRows.Count > 5)
            Write<TLanes, TVector, TTwo, TEpilogue>(a5, b5, epilogue, output + (5 * pixels), vectors);
        if (TRows.Count > 6)
            Write<TLanes, TVector, TTwo, TEpilogue>(a6, b6, epilogue, output + (6 * pixels), vectors);
        if (TRows.Count > 7)
            Write<TLanes, TVector, TTwo, TEpilogue>(a7, b7, epilogue, output + (7 * pixels), vectors);
        if (TRows.Count > 8)
            Write<TLanes, TVector, TTwo, TEpilogue>(a8, b8, epilogue, output + (8 * pixels), vectors);
        if (TRows.Count > 9)
            Write<TLanes, TVector, TTwo, TEpilogue>(a9, b9, epilogue, output + (9 * pixels), vectors);
        if (TRows.Count > 10)
            Write<TLanes, TVector, TTwo, TEpilogue>(a10, b10, epilogue, output + (10 * pixels), vectors);
        if (TRows.Count > 11)
            Write<TLanes, TVector, TTwo, TEpilogue>(a11, b11, epilogue, output + (11 * pixels), vectors);
        if (TRows.Count > 12)
            Write<TLanes, TVector, TTwo, TEpilogue>(a12, b12, epilogue, output + (12 * pixels), vectors);
        if (TRows.Count > 13)
            Write<TLanes, TVector, TTwo, TEpilogue>(a13, b13, epilogue, output + (13 * pixels), vectors);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write<TLanes, TVector, TTwo, TEpilogue>(TVector a, TVector b, TEpilogue epilogue, float* output, nuint vectors)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TTwo : IFlag
        where TEpilogue : struct, IEpilogue
    {
        TLanes.Store(epilogue.Apply<TLanes, TVector>(a), output);
        if (TTwo.Value)
            TLanes.Store(epilogue.Apply<TLanes, TVector>(b), output + vectors);
    }
}
