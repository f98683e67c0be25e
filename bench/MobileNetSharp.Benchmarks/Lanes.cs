using System.Diagnostics;

namespace MobileNetSharp.Benchmarks;

/// <summary>The widest vectors that a process of ours may use.</summary>
static class Lanes
{
    /// <summary>256 hides AVX-512 from the process, 128 hides AVX2 too; 512 and 0 hide nothing.</summary>
    public static void Limit(ProcessStartInfo start, int lanes)
    {
        if (lanes is 256 or 128)
            start.Environment[lanes == 256 ? "DOTNET_EnableAVX512" : "DOTNET_EnableAVX2"] = "0";
    }
}
