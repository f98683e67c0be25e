using System.Reflection;
using MobileNetSharp.Training;
using TorchSharp;

namespace MobileNetSharp.Benchmarks.Torch;

/// <summary>What all that run on libtorch share.</summary>
static class TorchVersion
{
    public static string Text =>
        $"{torch.__version__} (TorchSharp {typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]})";

    /// <summary>Makes libtorch load, without what makes our training fast, and sets its threads.</summary>
    public static void Use(int threads)
    {
        TorchRuntime.Configure(new TorchSettings { KeepsFreedMemory = false, UsesNnpack = true });
        torch.set_num_threads(threads);
    }
}
