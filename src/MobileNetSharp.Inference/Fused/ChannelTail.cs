using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using MobileNetSharp.Inference.Kernels;

namespace MobileNetSharp.Inference.Fused;

/// <summary>The last channels of a pixel where they do not fill a vector: by halves, then one by one.</summary>
static unsafe class ChannelTail
{
    /// <summary>Copies fewer floats than a vector has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int count)
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

    /// <summary>Writes sums of a pixel's channels, with the residual (null for none) added, and clamped.</summary>
    public static void Write(float* sums, float* residual, float* output, int count, float minimum, float maximum)
    {
        if (Vector256.IsHardwareAccelerated)
            Write<Lanes256, Vector256<float>>(ref sums, ref residual, ref output, ref count, minimum, maximum);
        if (Vector128.IsHardwareAccelerated)
            Write<Lanes128, Vector128<float>>(ref sums, ref residual, ref output, ref count, minimum, maximum);
        for (; count > 0; count--, sums++, output++)
        {
            var y = *sums;
            if (residual is not null)
                y += *residual++;
            *output = y < minimum ? minimum : y > maximum ? maximum : y;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Write<TLanes, TVector>(ref float* sums, ref float* residual, ref float* output, ref int count, float minimum, float maximum)
        where TLanes : ILanes<TVector>
        where TVector : struct
    {
        for (; count >= TLanes.Count; count -= TLanes.Count, sums += TLanes.Count, output += TLanes.Count)
        {
            var y = TLanes.Load(sums);
            if (residual is not null)
            {
                y = TLanes.Add(y, TLanes.Load(residual));
                residual += TLanes.Count;
            }

            TLanes.Store(TLanes.Min(TLanes.Max(y, TLanes.Broadcast(minimum)), TLanes.Broadcast(maximum)), output);
        }
    }
}
