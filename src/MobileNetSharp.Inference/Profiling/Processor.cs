using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using MobileNetSharp.Inference.Kernels.Vectors;

namespace MobileNetSharp.Inference.Profiling;

/// <summary>The processor that this runs on, and how fast it could be at best.</summary>
public static class Processor
{
    const int Accumulators = 12;
    const int Repeats = 10_000;

    /// <summary>The vectors that engines use: 512, 256, 128 (bits) or scalar.</summary>
    public static string Vectors => VectorWidths.NameOf(VectorWidths.Choose());

    /// <summary>Its name, with family and model where the name leaves them open; the architecture where the system does not say.</summary>
    public static string Name { get; } = ReadName();

    /// <summary>
    /// The fused multiply-adds that one core reaches now in vectors of the engine's width, in GFLOP/s: the best of a few
    /// bursts on registers alone, half a millisecond in all. A multiply-add is two operations.
    /// </summary>
    public static double MeasurePeakGflops()
    {
        var best = double.PositiveInfinity;
        var width = VectorWidths.Choose();
        for (var burst = 0; burst < 20; burst++)
        {
            var start = Stopwatch.GetTimestamp();
            VectorWidths.Dispatch<FusedMultiplyAdds, float>(width, default);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return 2.0 * (int)width * Accumulators * Repeats / best / 1e9;
    }

    readonly struct FusedMultiplyAdds : IWidthFunction<float>
    {
        public float Invoke<TLanes, TVector>()
            where TLanes : IFloatLanes<TVector>
            where TVector : struct => Burst<TLanes, TVector>(Repeats);
    }

    /// <summary>
    /// Twelve sums that do not wait for each other hide the latency, and with their factors they fit into sixteen registers;
    /// each stays near 1, away from denormals.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static unsafe float Burst<TLanes, TVector>(int repeats)
        where TLanes : IFloatLanes<TVector>
        where TVector : struct
    {
        var (x, y) = (TLanes.Broadcast(0.5f), TLanes.Broadcast(repeats / 2f / Repeats));
        TVector a = x, b = x, c = x, d = x, e = x, f = x, g = x, h = x, i = x, j = x, k = x, l = x;
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            a = TLanes.MultiplyAdd(a, x, y);
            b = TLanes.MultiplyAdd(b, x, y);
            c = TLanes.MultiplyAdd(c, x, y);
            d = TLanes.MultiplyAdd(d, x, y);
            e = TLanes.MultiplyAdd(e, x, y);
            f = TLanes.MultiplyAdd(f, x, y);
            g = TLanes.MultiplyAdd(g, x, y);
            h = TLanes.MultiplyAdd(h, x, y);
            i = TLanes.MultiplyAdd(i, x, y);
            j = TLanes.MultiplyAdd(j, x, y);
            k = TLanes.MultiplyAdd(k, x, y);
            l = TLanes.MultiplyAdd(l, x, y);
        }

        a = TLanes.Add(TLanes.Add(a, b), TLanes.Add(c, d));
        e = TLanes.Add(TLanes.Add(e, f), TLanes.Add(g, h));
        i = TLanes.Add(TLanes.Add(i, j), TLanes.Add(k, l));
        var sums = stackalloc float[TLanes.Count];
        TLanes.Store(TLanes.Add(TLanes.Add(a, e), i), sums);
        return sums[0];
    }

    /// <summary>Virtual machines report only the product line, so family and model distinguish the generations.</summary>
    static string ReadName()
    {
        const string path = "/proc/cpuinfo";
        var fields = File.Exists(path)
            ? File.ReadLines(path).TakeWhile(line => line.Length > 0).Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
                .Where(field => field.Length == 2).DistinctBy(field => field[0]).ToDictionary(field => field[0], field => field[1], StringComparer.Ordinal)
            : [];
        if (!fields.TryGetValue("model name", out var name))
            name = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? $"{RuntimeInformation.ProcessArchitecture} processor";
        return fields.TryGetValue("cpu family", out var family) && fields.TryGetValue("model", out var model)
            ? $"{name} (family {family}, model {model})"
            : name;
    }
}
