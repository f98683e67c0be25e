using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Inference.Threads;

namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>The body of a loop over neighboring floats, written once for every width.</summary>
interface IChannelLoop
{
    /// <summary>Works on <c>[first, first + vector)</c>.</summary>
    void Do<TLanes, TVector>(nuint first)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct;
}

/// <summary>Runs over neighboring floats with the vectors given, and over what is left with ever narrower ones.</summary>
static class ChannelLoop<TLanes, TVector>
    where TLanes : IFloatLanes<TVector>
    where TVector : struct
{
    // One cache line: workers that share a row of floats do not write to each other's.
    const int BlockSize = 16;

    // A few milliseconds, after which a run that is canceled ends.
    const int BlocksAtOnce = 1 << 18;

    public static void Run<TLoop>(nuint count, TLoop loop)
        where TLoop : struct, IChannelLoop => Run(0, count, loop);

    /// <summary>One worker's part of the floats.</summary>
    public static void Run<TLoop>(long count, Worker worker, TLoop loop)
        where TLoop : struct, IChannelLoop
    {
        var (first, end) = worker.Range(Blocks(count));
        for (; first < end && !worker.IsCanceled; first += BlocksAtOnce)
            RunBlocks(first, Math.Min(first + BlocksAtOnce, end), count, loop);
    }

    /// <summary>The blocks that so many floats make up, the last perhaps not full.</summary>
    public static int Blocks(long count) => (int)((count + BlockSize - 1) / BlockSize);

    public static void RunBlocks<TLoop>(int firstBlock, int endBlock, long count, TLoop loop)
        where TLoop : struct, IChannelLoop =>
        Run((nuint)firstBlock * BlockSize, (nuint)Math.Min((long)endBlock * BlockSize, count), loop);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Run<TLoop>(nuint first, nuint end, TLoop loop)
        where TLoop : struct, IChannelLoop
    {
        first = Whole<TLoop, TLanes, TVector>(first, end, loop);
        if (TLanes.Count > FloatLanes256.Count && first < end)
            first = Whole<TLoop, FloatLanes256, Vector256<float>>(first, end, loop);
        if (TLanes.Count > FloatLanes128.Count && first < end)
            first = Whole<TLoop, FloatLanes128, Vector128<float>>(first, end, loop);
        if (first < end)
            Whole<TLoop, ScalarFloat, float>(first, end, loop);
    }

    /// <summary>As many whole vectors as there are; returns the end of the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nuint Whole<TLoop, TOfWidth, TOfWidthVector>(nuint first, nuint end, TLoop loop)
        where TLoop : struct, IChannelLoop
        where TOfWidth : IFloatLanes<TOfWidthVector>
        where TOfWidthVector : struct
    {
        for (; first + (nuint)TOfWidth.Count <= end; first += (nuint)TOfWidth.Count)
            loop.Do<TOfWidth, TOfWidthVector>(first);
        return first;
    }
}
