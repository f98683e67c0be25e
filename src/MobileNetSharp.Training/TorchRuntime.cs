using MobileNetSharp.Training.Devices;
using MobileNetSharp.Training.Native;
using TorchSharp;

namespace MobileNetSharp.Training;

/// <summary>What <see cref="TorchRuntime.Configure"/> sets. The defaults are those of this library's command: training is fastest with them.</summary>
public sealed record TorchSettings
{
    /// <summary>
    /// On Linux, a thread of OpenMP that waits for others sleeps after about 50 µs rather than 3 ms (GOMP_SPINCOUNT), unless the
    /// environment has GOMP_SPINCOUNT or OMP_WAIT_POLICY. Where other programs want the cores too, training is many times faster.
    /// </summary>
    public bool ShortWaits { get; init; } = true;

    /// <summary>
    /// With glibc, freed memory is kept for the next training step (mallopt: M_MMAP_MAX 0, M_TRIM_THRESHOLD −1, M_ARENA_MAX 1), so
    /// that large tensors are not mapped and cleared anew each time. The process then gives no memory back.
    /// </summary>
    public bool KeepsFreedMemory { get; init; } = true;

    /// <summary>
    /// The folder of a libtorch that is on the machine, such as PyTorch's <c>torch/lib</c>, to use in place of the one that came with
    /// a package; null for the one that the environment variable MOBILENETSHARP_LIBTORCH names, if it is set.
    /// </summary>
    public string? LibtorchFolder { get; init; }

    /// <summary>Whether libtorch may use NNPACK for a few small convolutions: on processors that NNPACK does not know, it writes a warning to stderr at every one.</summary>
    public bool UsesNnpack { get; init; }
}

/// <summary>
/// Settings of libtorch and the C library that hold for the whole process. Training is correct without them; they are the
/// program's to decide, so nothing in this library sets them but <see cref="Configure"/>.
/// </summary>
/// <remarks>
/// What this library does to the process without being asked: where the system's loader refuses TorchSharp's native library
/// for a version of libstdc++ alone, it loads a copy without that demand; each run and predictor sets Torch's number of
/// threads, and each step of a run the seed of Torch's random numbers.
/// </remarks>
public static class TorchRuntime
{
    /// <summary>Loads libtorch with these settings. Call it once, at the start of the program, before anything else uses Torch.</summary>
    /// <exception cref="TorchDeviceException">This build carries no libtorch for the system, or the one in the folder cannot be used.</exception>
    public static void Configure(TorchSettings? settings = null)
    {
        settings ??= new TorchSettings();
        if (settings.ShortWaits)
            OpenMp.LimitWaiting(); // before any library is loaded
        LibtorchFolder.Use(settings.LibtorchFolder);
        TorchDevice.RequireLibrary("cpu");
        torch.InitializeDeviceType(DeviceType.CPU);
        if (!settings.UsesNnpack)
            Nnpack.Disable();
        if (settings.KeepsFreedMemory)
            NativeHeap.KeepFreed();
    }
}
