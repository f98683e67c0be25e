using MobileNetSharp.Training.Devices;
using TorchSharp;

namespace MobileNetSharp.Training.Native;

/// <summary>An installation of libtorch that is already on the machine, such as PyTorch's, in place of the one that came with a package.</summary>
static class LibtorchFolder
{
    /// <summary>The environment variable that names one.</summary>
    public const string Variable = "MOBILENETSHARP_LIBTORCH";

    /// <summary>What is loaded, each after those that it needs; there is no CUDA in a libtorch for the processor.</summary>
    static readonly string[] Libraries = ["c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch"];

    static readonly Lock gate = new();

    /// <summary>The folder in use; null for the packages' libraries.</summary>
    public static string? Current { get; private set; }

    /// <summary>Loads libtorch from a folder, or from the environment variable's; from neither, nothing. Throws a <see cref="TorchDeviceException"/> where it cannot be used.</summary>
    public static void Use(string? folder)
    {
        folder ??= Current ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named ? named : null);
        if (folder is null)
            return;
        lock (gate)
        {
            var libraries = Find(folder);
            if (Current == libraries)
                return;
            if (Current is not null)
                throw Fault(folder, $"the libtorch in {Current} is loaded already; a process can use one");
            Load(folder, libraries);
            Current = libraries;
        }
    }

    /// <summary>Where the libraries are: in the folder, or below that of a libtorch or of Python's packages.</summary>
    static string Find(string folder)
    {
        string[] places = ["", "lib", Path.Combine("torch", "lib")];
        return places.Select(place => Path.GetFullPath(Path.Combine(folder, place))).FirstOrDefault(place => File.Exists(Path.Combine(place, NativeFiles.FileName("torch_cpu"))))
            ?? throw Fault(folder, $"there is no {NativeFiles.FileName("torch_cpu")} here, nor in lib or torch/lib below; give the folder of a PyTorch, such as …/site-packages/torch");
    }

    static void Load(string folder, string libraries)
    {
        try
        {
            foreach (var name in Libraries)
            {
                if (Path.Combine(libraries, NativeFiles.FileName(name)) is var path && File.Exists(path))
                    NativeLoader.LoadInPlaceOf(NativeFiles.Find(name), path);
            }

            TorchLibrary.LoadBeside();
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException or NotSupportedException)
        {
            throw Fault(folder, $"this libtorch cannot be used with TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}: {Reason(e)}");
        }
    }

    /// <summary>The loader's words, without the path of the copy that lacks a function.</summary>
    static string Reason(Exception e)
    {
        const string Missing = "undefined symbol: ";
        var line = NativeLoader.Reason(e);
        return line.IndexOf(Missing, StringComparison.Ordinal) is >= 0 and var at ? $"it is of another version and has no {line[(at + Missing.Length)..]}" : line;
    }

    static TorchDeviceException Fault(string folder, string what) => new($"{folder}: {what}.") { Device = "cpu" };
}
