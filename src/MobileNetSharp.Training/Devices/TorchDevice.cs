using System.Globalization;
using System.Runtime.InteropServices;
using MobileNetSharp.Training.Native;
using TorchSharp;

namespace MobileNetSharp.Training.Devices;

/// <summary>The device that is trained on, by its name.</summary>
public static class TorchDevice
{
    /// <summary><c>cpu</c>, <c>cuda</c> or <c>cuda:n</c>; a <see cref="TorchDeviceException"/> where it is none of them or not available.</summary>
    public static torch.Device Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var index = Index(name);
        RequireLibrary(name);
        if (index is null)
            return torch.CPU;
        if (!NativeFiles.Has("torch_cuda"))
        {
            throw new TorchDeviceException(LibtorchFolder.Current is { } folder
                ? $"{name}: the libtorch in {folder} is one without CUDA; give one with CUDA, or use the device cpu."
                : $"{name}: this build carries no CUDA package; build it with -p:Torch=cuda or use the libtorch of a PyTorch installation (docs/training.md), or use the device cpu.")
            {
                Device = name,
            };
        }

        return new torch.Device(DeviceType.CUDA, Present(name, index.Value, torch.cuda.is_available() ? torch.cuda.device_count() : 0));
    }

    /// <summary>Throws a <see cref="TorchDeviceException"/> where the device is not available.</summary>
    public static void Check(string name) => _ = Parse(name);

    /// <summary>Loads libtorch; throws a <see cref="TorchDeviceException"/> where there is none, or it cannot be loaded.</summary>
    internal static void RequireLibrary(string name)
    {
        LibtorchFolder.Use(null);
        if (!NativeFiles.Has(NativeFiles.TorchSharp) || !NativeFiles.Has("torch_cpu"))
            throw new TorchDeviceException($"This build cannot train on {RuntimeInformation.RuntimeIdentifier}: it carries no libtorch for it. Use the libtorch of a PyTorch installation, or another build (docs/training.md).") { Device = name };
        try
        {
            TorchLibrary.Load();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new TorchDeviceException($"libtorch cannot be loaded: {NativeLoader.Reason(e)}.") { Device = name };
        }
    }

    /// <summary>The index, where there are so many GPUs.</summary>
    internal static int Present(string name, int index, int count) => count switch
    {
        0 => throw new TorchDeviceException($"{name}: libtorch finds no GPU with CUDA on this machine; check its driver (nvidia-smi), or use the device cpu.") { Device = name },
        _ when index >= count => throw new TorchDeviceException($"{name}: this machine has {(count == 1 ? "one GPU, cuda:0" : $"{count} GPUs, cuda:0 to cuda:{count - 1}")}.") { Device = name },
        _ => index,
    };

    /// <summary>Null for the processor.</summary>
    static int? Index(string name)
    {
        if (name == "cpu")
            return null;
        if (name == "cuda")
            return 0;
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name[5..], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? index
            : throw new TorchDeviceException($"A device is cpu, cuda or cuda:n, not '{name}'.") { Device = name };
    }
}
