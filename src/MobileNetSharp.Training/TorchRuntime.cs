using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Native;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>
/// Settings of libtorch and the C library that hold for the whole process. Training is correct without them; they make it
/// faster, or quieter. They are the program's to decide, so nothing in this library sets them but <see cref="Configure"/>.
/// </summary>
/// <remarks>
/// What this library does to the process without being asked: where the system's loader refuses TorchSharp's native library
/// for a version of libstdc++ alone, it loads a copy without that demand; and each run and predictor sets Torch's number of
/// threads, each step of a run the seed of Torch's random numbers.
/// </remarks>
public static class TorchRuntime
{
    /// <summary>
    /// Loads libtorch with the settings that this library's command uses. Call it once, at the start of the program, before
    /// anything else uses Torch:
    /// <list type="bullet">
    /// <item>On Linux, a thread of OpenMP that waits for others sleeps after about 50 µs rather than 3 ms (GOMP_SPINCOUNT),
    /// unless GOMP_SPINCOUNT or OMP_WAIT_POLICY is set: where other programs want the cores too, training is many times faster.</item>
    /// <item>With glibc, freed memory is kept for the next training step (mallopt: M_MMAP_MAX 0, M_TRIM_THRESHOLD −1,
    /// M_ARENA_MAX 1): large tensors are not mapped and cleared anew each time. The process then does not give memory back.</item>
    /// <item>NNPACK is off, which a few small convolutions would use: on processors that it does not know, it writes a warning
    /// to stderr at every one.</item>
    /// </list>
    /// </summary>
    /// <exception cref="TorchDeviceException">This build carries no libtorch for the system.</exception>
    public static void Configure()
    {
        TorchDevice.RequireLibrary("cpu");
        OpenMp.LimitWaiting();
        torch.InitializeDeviceType(DeviceType.CPU);
        Nnpack.Disable();
        NativeHeap.KeepFreed();
    }
}
