using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
        {
            for (; count >= 8; count -= 8, sums += 8, output += 8)
            {
                var y = Vector256.Load(sums);
                if (residual is not null)
                {
                    y += Vector256.Load(residual);
                    residual += 8;
                }

                Vector256.MinNative(Vector256.MaxNative(y, Vector256.Create(minimum)), Vector256.Create(maximum)).Store(output);
            }
        }

        for (; count > 0; count--, sums++, output++)
        {
            var y = *sums;
            if (residual is not null)
                y += *residual++;
            *output = y < minimum ? minimum : y > maximum ? maximum : y;
        }
    }
}
