using System.Runtime.InteropServices;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// Lets glibc keep what a training step frees for the next one. By default each large tensor is mapped, its pages cleared on
/// first touch, and unmapped, step for step, which took half of a small network's training time.
/// </summary>
static partial class NativeHeap
{
    const int TrimThreshold = -1, MapThreshold = -3, ArenaMax = -8; // M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX: malloc.h
    const int LargestMapThreshold = 32 << 20; // glibc refuses more
    const int Never = -1;

    /// <summary>Sets it up, where the C library is glibc; else nothing.</summary>
    public static void KeepFreed()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = SetOption(MapThreshold, LargestMapThreshold);
            _ = SetOption(TrimThreshold, Never);
            // A thread that comes later shares the first heap; one of its own would be given back piece by piece after all.
            _ = SetOption(ArenaMax, 1);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library (musl): it keeps its own way.
        }
    }

    [LibraryImport("libc.so.6", EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
