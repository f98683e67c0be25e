using System.Runtime.InteropServices;

namespace MobileNetSharp.Training.Native;

/// <summary>
/// Keeps libtorch from trying NNPACK, which it prefers for a few small convolutions: where the processor is not one that
/// NNPACK knows, it writes a warning to stderr at every one of them.
/// </summary>
static unsafe class Nnpack
{
    /// <summary>at::globalContext().setUserEnabledNNPACK(false), which TorchSharp does not offer; libtorch must be loaded.</summary>
    public static void Disable()
    {
        // The names are those of the Itanium C++ ABI; Windows has others, and no NNPACK.
        if (NativeFiles.Find("torch_cpu") is { } path
            && NativeLibrary.TryLoad(path, out var library)
            && NativeLibrary.TryGetExport(library, "_ZN2at13globalContextEv", out var context)
            && NativeLibrary.TryGetExport(library, "_ZN2at7Context20setUserEnabledNNPACKEb", out var set))
        {
            ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), 0);
        }
    }
}
