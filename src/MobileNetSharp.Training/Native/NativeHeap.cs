using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// Lets glibc keep what a training step frees for the next one. By default each large tensor is mapped, its pages cleared on
/// first touch, and unmapped, step for step, which takes more time than the arithmetic. Only the process's first heap can hold
/// tensors of any size, and most threads have another: <see cref="Run"/> finds a thread that uses it.
/// </summary>
static unsafe partial class NativeHeap
{
    const int TrimThreshold = -1, MapMax = -4, ArenaMax = -8; // M_TRIM_THRESHOLD, M_MMAP_MAX, M_ARENA_MAX: malloc.h
    const int Never = -1;
    const string CLibrary = "libc.so.6";
    const nuint IsOfAnotherHeap = 4; // NON_MAIN_ARENA, in the word before each block: malloc/malloc.c of glibc
    const int ProbeBytes = 1 << 16; // a thread's own small blocks may come from any heap
    const int MostThreads = 600; // glibc makes 8 heaps a core
    static readonly Lazy<bool> Setting = new(Set);
    static bool keeps;

    /// <summary>Sets it up, where the C library is glibc; else nothing.</summary>
    public static void KeepFreed() => keeps = Setting.Value;

    /// <summary>Does the work on a thread that uses the heap that keeps what is freed, where it was set up; the caller waits for it.</summary>
    public static T Run<T>(Func<T> work)
    {
        if (!keeps)
            return work();
        T result = default!;
        ExceptionDispatchInfo? fault = null;
        if (!RunsOnAnother(MostThreads))
            return work();
        fault?.Throw();
        return result;

        bool RunsOnAnother(int threads)
        {
            var thread = new Thread(() => Work(threads)) { IsBackground = true, Name = "training" };
            try
            {
                thread.Start();
            }
            catch (Exception e) when (e is OutOfMemoryException or ThreadStartException)
            {
                return false; // A container may limit threads: the work is done without.
            }

            thread.Join();
            return true;
        }

        void Work(int threads)
        {
            // Another thread gets another heap, as this one still has its own.
            if (threads > 1 && !IsOnFirstHeap() && RunsOnAnother(threads - 1))
                return;

            try
            {
                result = work();
            }
#pragma warning disable CA1031 // Thrown again on the caller's thread.
            catch (Exception e)
#pragma warning restore CA1031
            {
                fault = ExceptionDispatchInfo.Capture(e);
            }
        }
    }

    static bool IsOnFirstHeap()
    {
        var block = (nuint*)NativeMemory.Alloc(ProbeBytes);
        var isOnFirst = (block[-1] & IsOfAnotherHeap) == 0;
        NativeMemory.Free(block);
        return isOnFirst;
    }

    static bool Set()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        try
        {
            if (!AllocatesItself(NativeLibrary.Load(CLibrary)))
                return false;
            // Not by the threshold from which it maps: that can be 32 MiB at most, and 8 images have larger tensors.
            _ = SetOption(MapMax, 0);
            _ = SetOption(TrimThreshold, Never);
            // A thread that comes later shares a heap with others; the first of them gets the first.
            _ = SetOption(ArenaMax, 1);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return false; // Another C library (musl): it keeps its own way.
        }
    }

    /// <summary>Whether the process's blocks are this library's: another allocator may have been put before it (LD_PRELOAD).</summary>
    static bool AllocatesItself(nint library) =>
        NativeLibrary.GetExport(library, "malloc") == NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "malloc");

    [LibraryImport(CLibrary, EntryPoint = "mallopt")]
    private static partial int SetOption(int option, int value);
}
