using System.Globalization;
using System.Runtime.InteropServices;
using MobileNetSharp.Training.Native;

namespace MobileNetSharp.Training.Tests;

public unsafe class NativeHeapTests
{
    const int Bytes = 80_000_000, PageBytes = 4096;

    [Fact]
    public void Memory_that_training_frees_is_used_again_without_new_pages_on_whatever_thread_the_caller_is()
    {
        TorchRuntime.Configure();
        Assert.SkipUnless(File.Exists("/proc/thread-self/stat"), "needs /proc");
        // Many threads, as each of them keeps a heap of its own; the least of some tries, as another test may take the memory between.
        var faults = new long[4];
        Parallel.For(0, faults.Length, i => faults[i] = NativeHeap.Run(() => FaultsOfSecondUse(Bytes)));
        Assert.InRange(faults.Min(), 0, Bytes / PageBytes / 10);
    }

    [Fact]
    public void What_the_work_throws_reaches_the_caller() =>
        Assert.Throws<TimeoutException>(() => NativeHeap.Run<int>(() => throw new TimeoutException()));

    static long FaultsOfSecondUse(int bytes)
    {
        Use(bytes);
        var before = Faults();
        Use(bytes);
        return Faults() - before;
    }

    static void Use(int bytes)
    {
        var block = NativeMemory.Alloc((nuint)bytes);
        NativeMemory.Clear(block, (nuint)bytes);
        NativeMemory.Free(block);
    }

    /// <summary>Minor page faults of this thread, behind the name in brackets.</summary>
    static long Faults()
    {
        var stat = File.ReadAllText("/proc/thread-self/stat");
        return long.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[7], CultureInfo.InvariantCulture);
    }
}
