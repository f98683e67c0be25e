using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace MobileNetSharp.Inference.Kernels;

/// <summary>Runs over neighbouring floats with the widest vectors, and over what is left with ever narrower ones.</summary>
static class ChannelLoop
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLoop>(VectorWidth width, nuint count, TLoop loop)
        where TLoop : struct, IChannelLoop
    {
        nuint first = 0;
        if (width >= VectorWidth.Bits512)
            first = Run<TLoop, Lanes512, Vector512<float>>(first, count, loop);
        if (width >= VectorWidth.Bits256 && first < count)
            first = Run<TLoop, Lanes256, Vector256<float>>(first, count, loop);
        if (width >= VectorWidth.Bits128 && first < count)
            first = Run<TLoop, Lanes128, Vector128<float>>(first, count, loop);
        if (first < count)
            Run<TLoop, ScalarLanes, float>(first, count, loop);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static nuint Run<TLoop, TLanes, TVector>(nuint first, nuint count, TLoop loop)
        where TLoop : struct, IChannelLoop
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        for (; first + (nuint)TLanes.Count <= count; first += (nuint)TLanes.Count)
            loop.Do<TLanes, TVector>(first);
        return first;
    }
}
