using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Kernels.Tiles;

/// <summary>The last channels of a pixel where they do not fill a vector: by halves, then one by one.</summary>
static unsafe class ChannelTail
{
    /// <summary>Writes sums of a pixel's channels, with the residual (null for none) added, through the epilogue.</summary>
    public static void Write<TEpilogue>(float* sums, float* residual, float* output, int count, TEpilogue epilogue)
        where TEpilogue : struct, IEpilogue
    {
        if (Vector256.IsHardwareAccelerated)
            Write<FloatLanes256, Vector256<float>, TEpilogue>(ref sums, ref residual, ref output, ref count, epilogue);
        if (Vector128.IsHardwareAccelerated)
            Write<FloatLanes128, Vector128<float>, TEpilogue>(ref sums, ref residual, ref output, ref count, epilogue);
        Write<ScalarFloat, float, TEpilogue>(ref sums, ref residual, ref output, ref count, epilogue);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write<TLanes, TVector, TEpilogue>(ref float* sums, ref float* residual, ref float* output, ref int count, TEpilogue epilogue)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
        where TEpilogue : struct, IEpilogue
    {
        for (; count >= TLanes.Count; count -= TLanes.Count, sums += TLanes.Count, output += TLanes.Count)
        {
            var y = TLanes.Load(sums);
            if (residual is not null)
            {
                y = TLanes.Add(y, TLanes.Load(residual));
                residual += TLanes.Count;
            }

            TLanes.Store(epilogue.Apply<TLanes, TVector>(y), output);
        }
    }
}
