using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Runs over neighboring floats with the widest vectors, and over what is left with ever narrower ones.</summary>
static class ChannelLoop
{
    // One cache line: workers that share a row of floats do not write to each other's.
    const int BlockSize = 16;

    public static void Run<TLoop>(VectorWidth width, nuint count, TLoop loop)
        where TLoop : struct, IChannelLoop => Run(width, 0, count, loop);

    /// <summary>One worker's share of the floats.</summary>
    public static void Run<TLoop>(VectorWidth width, long count, Share share, TLoop loop)
        where TLoop : struct, IChannelLoop
    {
        var (first, end) = share.Range(Blocks(count));
        RunBlocks(width, first, end, count, loop);
    }

    /// <summary>The blocks that so many floats make up, the last perhaps not full.</summary>
    public static int Blocks(long count) => (int)((count + BlockSize - 1) / BlockSize);

    public static void RunBlocks<TLoop>(VectorWidth width, int firstBlock, int endBlock, long count, TLoop loop)
        where TLoop : struct, IChannelLoop =>
        Run(width, (nuint)firstBlock * BlockSize, (nuint)Math.Min((long)endBlock * BlockSize, count), loop);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<TLoop>(VectorWidth width, nuint first, nuint end, TLoop loop)
        where TLoop : struct, IChannelLoop
    {
        if (width >= VectorWidth.Bits512)
            first = Run<TLoop, Lanes512, Vector512<float>>(first, end, loop);
        if (width >= VectorWidth.Bits256 && first < end)
            first = Run<TLoop, Lanes256, Vector256<float>>(first, end, loop);
        if (width >= VectorWidth.Bits128 && first < end)
            first = Run<TLoop, Lanes128, Vector128<float>>(first, end, loop);
        if (first < end)
            Run<TLoop, ScalarLanes, float>(first, end, loop);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nuint Run<TLoop, TLanes, TVector>(nuint first, nuint end, TLoop loop)
        where TLoop : struct, IChannelLoop
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        for (; first + (nuint)TLanes.Count <= end; first += (nuint)TLanes.Count)
            loop.Do<TLanes, TVector>(first);
        return first;
    }
}
