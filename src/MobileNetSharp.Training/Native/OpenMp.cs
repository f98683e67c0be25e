using System.Runtime.InteropServices;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// How long a thread of libtorch that waits for the others keeps its core busy before it sleeps. The OpenMP library that
/// comes with libtorch lets it for about 3 ms, at each of the hundreds of operations of a step: where other programs want
/// the cores too, threads then wait for one that waits for a core, and two train many times slower than one.
/// </summary>
static partial class OpenMp
{
    /// <summary>About 50 µs: longer than most pauses between operations; waking a thread at each of them costs more than the work.</summary>
    const string Spins = "5000";

    /// <summary>Sets it, unless the user has; libtorch must not have been loaded. Elsewhere than on Linux, nothing.</summary>
    /// <remarks>Source: https://gcc.gnu.org/onlinedocs/libgomp/GOMP_005fSPINCOUNT.html; .NET's own setter does not reach native code.</remarks>
    public static void LimitWaiting()
    {
        if (OperatingSystem.IsLinux() && Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is null)
            _ = SetVariable("GOMP_SPINCOUNT", Spins, overwrite: 0);
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetVariable(string name, string value, int overwrite);
}
