using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace MobileNetSharp.Inference.Kernels.Vectors;

/// <summary>
/// Asks for weights before they are needed. Those of a whole network do not fit into a core's own caches, and a processor's
/// prefetcher stops at the end of a page.
/// </summary>
static unsafe class WeightPrefetch
{
    /// <summary>About a page: what is computed meanwhile takes longer than a read from the shared cache.</summary>
    const int DistanceBytes = 4096;

    const int LineBytes = 64;

    /// <summary>Asks for a row of two vectors, a fixed distance behind <paramref name="row"/>; it may lie outside of any memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Behind<TLanes, TVector>(float* row)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        if (!Sse.IsSupported)
            return;
        Sse.Prefetch0((byte*)row + DistanceBytes);
        if (2 * TLanes.Count * sizeof(float) > LineBytes)
            Sse.Prefetch0((byte*)row + DistanceBytes + LineBytes);
    }
}
